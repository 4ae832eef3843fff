/* SPDX-License-Identifier: MIT */
/* A table says how a field of a point or of a row is a column in the file. */
#include "app/project/project-run.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/error.h"

/* Values of a column that are read at a time. */
#define SLICE 4096

typedef enum
{
  FIELD_UINT,   /* guint */
  FIELD_UINT64, /* guint64 */
  FIELD_REAL,   /* double */
} FieldType;

typedef struct
{
  const char *name;
  FieldType type;
  gsize offset;
  gboolean later; /* files of older versions do not have it: 0 */
} Field;

static const Field position_fields[] = {
  { "step", FIELD_UINT64, G_STRUCT_OFFSET (WbPosition, step) },
  { "epoch", FIELD_UINT, G_STRUCT_OFFSET (WbPosition, epoch) },
  { "epochs_planned", FIELD_UINT, G_STRUCT_OFFSET (WbPosition, epochs_planned) },
  { "begun", FIELD_UINT, G_STRUCT_OFFSET (WbPosition, begun), TRUE },
  { "from_step", FIELD_UINT64, G_STRUCT_OFFSET (WbPosition, from_step), TRUE },
  { "from_epoch", FIELD_UINT, G_STRUCT_OFFSET (WbPosition, from_epoch), TRUE },
  { "from_weights", FIELD_UINT64, G_STRUCT_OFFSET (WbPosition, from_weights), TRUE },
  { "best_epoch", FIELD_UINT, G_STRUCT_OFFSET (WbPosition, best_epoch), TRUE },
  { "best_in_place", FIELD_UINT, G_STRUCT_OFFSET (WbPosition, best_in_place), TRUE },
  { "samples", FIELD_UINT64, G_STRUCT_OFFSET (WbPosition, samples) },
  { "loss_sum", FIELD_REAL, G_STRUCT_OFFSET (WbPosition, loss_sum) },
  { "penalty_sum", FIELD_REAL, G_STRUCT_OFFSET (WbPosition, penalty_sum) },
  { "divergence_sum", FIELD_REAL, G_STRUCT_OFFSET (WbPosition, divergence_sum), TRUE },
  { "seconds", FIELD_REAL, G_STRUCT_OFFSET (WbPosition, seconds) },
};

static const Field loss_fields[] = {
  { "losses/step", FIELD_UINT64, G_STRUCT_OFFSET (WbLossPoint, step) },
  { "losses/loss", FIELD_REAL, G_STRUCT_OFFSET (WbLossPoint, loss) },
  { "losses/epoch", FIELD_REAL, G_STRUCT_OFFSET (WbLossPoint, epoch), TRUE },
  { "losses/divergence", FIELD_REAL, G_STRUCT_OFFSET (WbLossPoint, divergence), TRUE },
  { "losses/penalty", FIELD_REAL, G_STRUCT_OFFSET (WbLossPoint, penalty), TRUE },
};

static const Field epoch_fields[] = {
  { "epochs/epoch", FIELD_UINT, G_STRUCT_OFFSET (WbEpochRow, epoch) },
  { "epochs/step", FIELD_UINT64, G_STRUCT_OFFSET (WbEpochRow, step) },
  { "epochs/loss", FIELD_REAL, G_STRUCT_OFFSET (WbEpochRow, loss) },
  { "epochs/penalty", FIELD_REAL, G_STRUCT_OFFSET (WbEpochRow, penalty) },
  { "epochs/validation_loss", FIELD_REAL, G_STRUCT_OFFSET (WbEpochRow, validation_loss) },
  { "epochs/seconds", FIELD_REAL, G_STRUCT_OFFSET (WbEpochRow, seconds) },
  { "epochs/divergence", FIELD_REAL, G_STRUCT_OFFSET (WbEpochRow, divergence), TRUE },
  { "epochs/validation_divergence", FIELD_REAL, G_STRUCT_OFFSET (WbEpochRow, validation_divergence),
    TRUE },
  { "epochs/judge", FIELD_UINT64, G_STRUCT_OFFSET (WbEpochRow, judge), TRUE },
};

/* A field in the eight bytes it has in the file. */
static guint64
load_field (const Field *field, gconstpointer row)
{
  const guint8 *place = (const guint8 *) row + field->offset;
  guint64 bits;

  if (field->type == FIELD_UINT)
    return *(const guint *) place;
  memcpy (&bits, place, sizeof bits);
  return bits;
}

static gboolean
store_field (const Field *field, gpointer row, guint64 bits)
{
  guint8 *place = (guint8 *) row + field->offset;

  if (field->type != FIELD_UINT)
    memcpy (place, &bits, sizeof bits);
  else if (bits <= G_MAXUINT)
    *(guint *) place = (guint) bits;
  return field->type != FIELD_UINT || bits <= G_MAXUINT;
}

json_t *
wb_position_to_json (const WbPosition *position)
{
  json_t *json = json_object ();

  for (guint i = 0; i < G_N_ELEMENTS (position_fields); i++)
    {
      const Field *field = &position_fields[i];
      guint64 bits = load_field (field, position);
      double real;

      memcpy (&real, &bits, sizeof real);
      json_object_set_new (json, field->name,
                           field->type == FIELD_REAL ? json_real (real) : json_integer (bits));
    }
  return json;
}

gboolean
wb_position_from_json (json_t *json, WbPosition *position, GError **error)
{
  *position = (WbPosition) { 0 };
  for (guint i = 0; i < G_N_ELEMENTS (position_fields); i++)
    {
      const Field *field = &position_fields[i];
      json_t *member = json_object_get (json, field->name);
      guint64 bits = 0;
      double real;
      gboolean valid = field->type == FIELD_REAL ? wb_json_get_real (member, &real)
                                                 : wb_json_get_uint (member, &bits);

      if (member == NULL && field->later)
        continue;
      if (valid && field->type == FIELD_REAL)
        memcpy (&bits, &real, sizeof bits);
      if (valid && store_field (field, position, bits))
        continue;
      return wb_refuse (error, WB_ERROR_CONTENTS,
                        _ ("The place in the run cannot be read: “%s” is not a number that it can "
                           "be."),
                        field->name);
    }
  position->best_in_place = position->best_in_place != 0;
  return TRUE;
}

static void
write_column (const char *folder,
              const Field *field,
              gconstpointer rows,
              gsize row_size,
              gsize n_rows,
              WbSafetensorsWriter *writer,
              GPtrArray *buffers)
{
  guint64 *column = g_new (guint64, MAX (n_rows, 1)), n = n_rows;
  g_autofree char *name = g_strdup_printf ("%s/%s", folder, field->name);

  for (gsize i = 0; i < n_rows; i++)
    column[i] = load_field (field, (const guint8 *) rows + i * row_size);
  g_ptr_array_add (buffers, column);
  wb_safetensors_writer_add (writer, name, field->type == FIELD_REAL ? WB_DTYPE_F64 : WB_DTYPE_U64,
                             1, &n, column);
}

void
wb_history_rows_append (WbHistoryRows *self, const WbHistory *history)
{
  gsize n_losses;
  guint n_epochs;
  const WbLossPoint *losses = wb_history_get_losses (history, &n_losses);
  const WbEpochRow *epochs = wb_history_get_epochs (history, &n_epochs);

  self->losses = g_renew (WbLossPoint, self->losses, self->n_losses + n_losses);
  self->epochs = g_renew (WbEpochRow, self->epochs, self->n_epochs + n_epochs);
  if (n_losses > 0)
    memcpy (self->losses + self->n_losses, losses, n_losses * sizeof *losses);
  if (n_epochs > 0)
    memcpy (self->epochs + self->n_epochs, epochs, n_epochs * sizeof *epochs);
  self->n_losses += n_losses;
  self->n_epochs += n_epochs;
}

void
wb_history_rows_clear (WbHistoryRows *self)
{
  g_clear_pointer (&self->losses, g_free);
  g_clear_pointer (&self->epochs, g_free);
}

void
wb_history_rows_write (const WbHistoryRows *self,
                       const char *folder,
                       WbSafetensorsWriter *writer,
                       GPtrArray *buffers)
{
  for (guint i = 0; i < G_N_ELEMENTS (loss_fields); i++)
    write_column (folder, &loss_fields[i], self->losses, sizeof *self->losses, self->n_losses,
                  writer, buffers);
  for (guint i = 0; i < G_N_ELEMENTS (epoch_fields); i++)
    write_column (folder, &epoch_fields[i], self->epochs, sizeof *self->epochs, self->n_epochs,
                  writer, buffers);
}

void
wb_history_write (const WbHistory *history,
                  const char *folder,
                  WbSafetensorsWriter *writer,
                  GPtrArray *buffers)
{
  g_auto (WbHistoryRows) rows = { 0 };

  wb_history_rows_append (&rows, history);
  wb_history_rows_write (&rows, folder, writer, buffers);
}

/* The columns of a history in a file. */
typedef struct
{
  WbSafetensors *file;
  const char *folder;
  GHashTable *taken;
} Columns;

static gboolean
refuse_column (GError **error, const Columns *columns, const Field *field)
{
  g_autofree char *name = g_strdup_printf ("%s/%s", columns->folder, field->name);

  return wb_refuse (error, WB_ERROR_CONTENTS,
                    _ ("The history “%s” is missing, or of another type or length than the rest."),
                    name);
}

static const WbTensor *
find_tensor (const Columns *columns, const Field *field)
{
  g_autofree char *name = g_strdup_printf ("%s/%s", columns->folder, field->name);

  return wb_safetensors_find (columns->file, name);
}

static const WbTensor *
find_column (const Columns *columns, const Field *field)
{
  const WbTensor *tensor = find_tensor (columns, field);
  WbDtype dtype = field->type == FIELD_REAL ? WB_DTYPE_F64 : WB_DTYPE_U64;

  return tensor != NULL && tensor->dtype == dtype && tensor->rank == 1 ? tensor : NULL;
}

/* @counts: each value is positive, as those of the first column are. A file may be long and
 * hold nothing, so that is seen at once. */
static gboolean
read_column (const Columns *columns,
             const Field *field,
             gpointer rows,
             gsize row_size,
             gsize n_rows,
             gboolean counts,
             GError **error)
{
  const WbTensor *tensor = find_column (columns, field);
  g_autofree guint64 *slice = g_new (guint64, SLICE);

  for (gsize first = 0; first < n_rows; first += SLICE)
    {
      gsize n = MIN (SLICE, n_rows - first);

      if (!wb_safetensors_read_part (columns->file, tensor, first, n, slice, error))
        return FALSE;
      for (gsize i = 0; i < n; i++)
        if (!store_field (field, (guint8 *) rows + (first + i) * row_size, slice[i])
            || (counts && slice[i] == 0))
          return refuse_column (error, columns, field);
    }
  return TRUE;
}

static gboolean
is_left_out (const Columns *columns, const Field *field)
{
  return field->later && find_tensor (columns, field) == NULL;
}

/* The first column says how many rows there are; all must be as long before
 * memory is asked for. */
static gboolean
count_rows (const Columns *columns,
            const Field *fields,
            guint n_fields,
            gsize max_rows,
            gsize *n_rows,
            GError **error)
{
  const WbTensor *first = find_column (columns, &fields[0]);

  for (guint i = 0; i < n_fields; i++)
    {
      const WbTensor *tensor = find_column (columns, &fields[i]);

      if (!is_left_out (columns, &fields[i])
          && (first == NULL || tensor == NULL || tensor->n_values != first->n_values
              || tensor->n_values > max_rows))
        return refuse_column (error, columns, &fields[i]);
    }
  *n_rows = first->n_values;
  return TRUE;
}

static gpointer
read_table (const Columns *columns,
            const Field *fields,
            guint n_fields,
            gsize row_size,
            gsize max_rows,
            gsize *n_rows,
            GError **error)
{
  g_autofree gpointer rows = NULL;

  if (!count_rows (columns, fields, n_fields, max_rows, n_rows, error))
    return NULL;
  rows = g_try_malloc0_n (MAX (*n_rows, 1), row_size);
  if (rows == NULL)
    {
      refuse_column (error, columns, &fields[0]);
      return NULL;
    }
  for (guint i = 0; i < n_fields; i++)
    {
      if (is_left_out (columns, &fields[i]))
        continue;
      if (!read_column (columns, &fields[i], rows, row_size, *n_rows, i == 0, error))
        return NULL;
      g_hash_table_add (columns->taken, find_tensor (columns, &fields[i])->name);
    }
  return g_steal_pointer (&rows);
}

gboolean
wb_history_rows_read (WbHistoryRows *self,
                      WbSafetensors *file,
                      const char *folder,
                      gsize max_losses,
                      GHashTable *taken,
                      GError **error)
{
  const Columns columns = { file, folder, taken };

  self->losses = read_table (&columns, loss_fields, G_N_ELEMENTS (loss_fields),
                             sizeof *self->losses, max_losses, &self->n_losses, error);
  if (self->losses != NULL)
    self->epochs = read_table (&columns, epoch_fields, G_N_ELEMENTS (epoch_fields),
                               sizeof *self->epochs, G_MAXUINT, &self->n_epochs, error);
  return self->epochs != NULL;
}

WbHistory *
wb_history_read (WbSafetensors *file,
                 const char *folder,
                 guint64 stride,
                 const GPtrArray *flags,
                 GHashTable *taken,
                 GError **error)
{
  g_auto (WbHistoryRows) rows = { 0 };

  if (!wb_history_rows_read (&rows, file, folder, WB_HISTORY_MAX_LOSSES, taken, error))
    return NULL;
  return wb_history_new_from (stride, rows.losses, rows.n_losses, rows.epochs,
                              (guint) rows.n_epochs, flags, error);
}
