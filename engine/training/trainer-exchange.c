/* SPDX-License-Identifier: MIT */
/* The lanes of a batch are dealt to the ranks in their order, so that a rank
 * holds whole branches of the tree of lanes, and adds these up for itself. The
 * sum of all is then made in slices, one a rank: each sends every other what its
 * branches have in that one's slice, adds up its own along the same tree, and
 * sends the result to all. So each value goes through the same sums in the same
 * order for any number of ranks, and over each link go 2 (N - 1) / N gradients in
 * two rounds.
 *
 * What another rank's branch adds up to stands in the buffer of the branch's first
 * lane, which this rank has no other use for; the result, in that of lane 0.
 */
#include "engine/kernels.h"
#include "engine/training/trainer-private.h"

/* Values that a thread adds up at a time: a multiple of 64. */
#define PIECE 16384

/* Lanes @first to @end - 1 of @n, and where in the tree they are. */
typedef struct
{
  guint first;
  guint end;
} Branch;

typedef struct
{
  AeTrainer *self;
  guint n_lanes;
  gboolean whole; /* branches of other ranks, too */
  gsize first;    /* of the values */
  gsize n;
} Sum;

static Branch
get_share (const AeTrainer *self, guint n_lanes, guint rank)
{
  guint n_ranks = self->exchange->n_ranks;

  return (Branch) { ae_exchange_first_lane (n_lanes, rank, n_ranks),
                    ae_exchange_first_lane (n_lanes, rank + 1, n_ranks) };
}

static guint
get_middle (Branch branch)
{
  guint half = 1;

  while (2 * half < branch.end - branch.first)
    half *= 2;
  return branch.first + half;
}

/* The largest branches within a rank's share, from the left. */
static guint
list_branches (Branch branch, Branch share, Branch out[LANES])
{
  guint middle, n;

  if (branch.first >= share.end || branch.end <= share.first)
    return 0;
  if (branch.first >= share.first && branch.end <= share.end)
    {
      *out = branch;
      return 1;
    }
  middle = get_middle (branch);
  n = list_branches ((Branch) { branch.first, middle }, share, out);
  return n + list_branches ((Branch) { middle, branch.end }, share, out + n);
}

static float *
get_lane (AeTrainer *self, guint lane)
{
  return self->arena.base + self->gradients[lane];
}

/* Whether a branch is one rank's, which has added it up. */
static gboolean
is_added (const Sum *sum, Branch branch)
{
  for (guint rank = 0; sum->whole && rank < sum->self->exchange->n_ranks; rank++)
    {
      Branch share = get_share (sum->self, sum->n_lanes, rank);

      if (branch.first >= share.first && branch.end <= share.end)
        return TRUE;
    }
  return branch.end - branch.first == 1;
}

static void
add_branch (const Sum *sum, Branch branch, gsize first, gsize n)
{
  guint middle = get_middle (branch);

  if (is_added (sum, branch))
    return;
  add_branch (sum, (Branch) { branch.first, middle }, first, n);
  add_branch (sum, (Branch) { middle, branch.end }, first, n);
  ae_kernels ()->sum->add (n, get_lane (sum->self, middle) + first,
                           get_lane (sum->self, branch.first) + first);
}

static void
add_piece (gpointer data, guint piece, guint worker)
{
  const Sum *sum = data;
  gsize first = sum->first + (gsize) piece * PIECE;
  gsize n = MIN (PIECE, sum->first + sum->n - first);
  Branch all = { 0, sum->n_lanes }, branches[LANES];
  Branch share = get_share (sum->self, sum->n_lanes, sum->self->exchange->rank);
  guint n_branches = 1;

  branches[0] = all;
  if (!sum->whole)
    n_branches = list_branches (all, share, branches);
  for (guint i = 0; i < n_branches; i++)
    add_branch (sum, branches[i], first, n);
}

static void
add_up (Sum *sum)
{
  ae_pool_run (sum->self->pool, (guint) ((sum->n + PIECE - 1) / PIECE), add_piece, sum);
}

/* The slice of the values that a rank adds up for all, in whole cache lines. */
static gsize
get_slice (const AeTrainer *self, guint rank, gsize *n)
{
  gsize lines = self->n_trained / 16;
  gsize first = 16 * (lines * rank / self->exchange->n_ranks);
  gsize end = rank + 1 == self->exchange->n_ranks
                ? self->n_trained
                : 16 * (lines * (rank + 1) / self->exchange->n_ranks);

  *n = end - first;
  return first;
}

static void
add_bytes (AePiece *pieces, guint *n, guint rank, gpointer data, gsize size)
{
  if (size > 0)
    pieces[(*n)++] = (AePiece) { rank, data, size };
}

/* What @owner's branches have in the slice of @rank, to or from @other. */
static void
add_branches (AeTrainer *self,
              guint n_lanes,
              guint owner,
              guint rank,
              guint other,
              AePiece *pieces,
              guint *n)
{
  gsize n_values, first = get_slice (self, rank, &n_values);
  Branch branches[LANES];
  guint n_branches = list_branches ((Branch) { 0, n_lanes }, get_share (self, n_lanes, owner),
                                    branches);

  for (guint i = 0; i < n_branches; i++)
    add_bytes (pieces, n, other, get_lane (self, branches[i].first) + first,
               n_values * sizeof (float));
}

/* Rows of doubles, one a lane: each rank gets those of the others' lanes. */
static void
add_rows (AeTrainer *self, guint n_lanes, double *rows, gsize row, guint *n_out, guint *n_in)
{
  const AeExchange *exchange = self->exchange;
  Branch own = get_share (self, n_lanes, exchange->rank);

  for (guint rank = 0; rank < exchange->n_ranks; rank++)
    {
      Branch share = get_share (self, n_lanes, rank);

      if (rank == exchange->rank)
        continue;
      add_bytes (self->out, n_out, rank, rows + own.first * row,
                 (own.end - own.first) * row * sizeof (double));
      add_bytes (self->in, n_in, rank, rows + share.first * row,
                 (share.end - share.first) * row * sizeof (double));
    }
}

static gboolean
swap (AeTrainer *self, guint n_out, guint n_in, GError **error)
{
  const AeExchange *exchange = self->exchange;

  return exchange->swap (exchange->data, self->out, n_out, self->in, n_in, error);
}

gboolean
ae_trainer_share_rows (AeTrainer *self, guint n_lanes, double *rows, gsize row, GError **error)
{
  guint n_out = 0, n_in = 0;

  if (self->exchange == NULL)
    return TRUE;
  add_rows (self, n_lanes, rows, row, &n_out, &n_in);
  return swap (self, n_out, n_in, error);
}

gboolean
ae_trainer_share_gradient (AeTrainer *self, guint n_lanes, double *rows, gsize row, GError **error)
{
  const AeExchange *exchange = self->exchange;
  Sum sum = { .self = self, .n_lanes = n_lanes, .n = self->n_trained };
  guint n_out = 0, n_in = 0;

  add_up (&sum);
  add_rows (self, n_lanes, rows, row, &n_out, &n_in);
  for (guint rank = 0; rank < exchange->n_ranks; rank++)
    if (rank != exchange->rank)
      {
        add_branches (self, n_lanes, exchange->rank, rank, rank, self->out, &n_out);
        add_branches (self, n_lanes, rank, exchange->rank, rank, self->in, &n_in);
      }
  if (!swap (self, n_out, n_in, error))
    return FALSE;

  sum.whole = TRUE;
  sum.first = get_slice (self, exchange->rank, &sum.n);
  add_up (&sum);
  n_out = n_in = 0;
  for (guint rank = 0; rank < exchange->n_ranks; rank++)
    if (rank != exchange->rank)
      {
        gsize n, first = get_slice (self, rank, &n);

        add_bytes (self->out, &n_out, rank, get_lane (self, 0) + sum.first, sum.n * sizeof (float));
        add_bytes (self->in, &n_in, rank, get_lane (self, 0) + first, n * sizeof (float));
      }
  return swap (self, n_out, n_in, error);
}
