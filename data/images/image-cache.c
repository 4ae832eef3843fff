/* SPDX-License-Identifier: MIT */
/*
 * A file is: samples, zeros up to a multiple of 8, a GVariant that describes
 * them, and a tail of fixed size. A GVariant of any bytes can be read; all that
 * it says is checked against the files once more.
 */
#include "data/images/image-cache.h"

#include <string.h>

#include <glib/gstdio.h>

#include "data/hash.h"

/* As a number, which another order of bytes makes another one. */
#define MAGIC G_GUINT64_CONSTANT (0x68676d6167653034)

/* Samples are hashed up to this many bytes, which takes a tenth of a second. */
#define MAX_HASHED ((gsize) 1 << 30)
#define PIECE      ((gsize) 1 << 20)

/* Files between two looks at who may cancel. */
#define FILES_AT_ONCE 4096

/* Names end with a zero each, in one piece: a value for each would take a second of many
 * files. Reasons are kept by the numbers of their files; tables have all their contents. */
#define FILES_TYPE "(aya(uuuu)a{us}a{uay})"

/* The place with its state, files, kept, failures, (mode, height, width, channels,
 * needed). */
#define TYPE "(s" FILES_TYPE "aua{us}(uuuuu))"

typedef struct
{
  guint64 magic;
  guint64 n_samples; /* bytes */
  guint64 n_described;
  guint64 samples_hash;
  guint64 described_hash;
} Tail;

struct _DsImageCache
{
  char *name;  /* of the file in the cache */
  char *state; /* of the place: another one does not count */
  GBytes *samples;
  GVariant *held;   /* TYPE, nullable */
  GVariant *probed; /* FILES_TYPE, nullable */
};

static guint64
round_up (guint64 n)
{
  return (n + 7) / 8 * 8;
}

/* The number of samples whose last piece is added to those before it. */
static guint64
hash_piece (guint64 before, const guint8 *piece, gsize n)
{
  return (before ^ ds_hash_bytes (piece, n)) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
}

static guint64
hash_samples (const guint8 *samples, gsize n)
{
  guint64 hash = 0;

  for (gsize at = 0; n <= MAX_HASHED && at < n; at += PIECE)
    hash = hash_piece (hash, samples + at, MIN (PIECE, n - at));
  return hash;
}

static gboolean
is_sound (const Tail *tail, const guint8 *bytes, gsize size)
{
  gsize described;

  if (tail->magic != MAGIC || tail->n_samples > size || tail->n_described > size
      || round_up (tail->n_samples) + tail->n_described + sizeof *tail != size)
    return FALSE;
  described = round_up (tail->n_samples);
  return ds_hash_bytes (bytes + described, tail->n_described) == tail->described_hash
         && hash_samples (bytes, tail->n_samples) == tail->samples_hash;
}

/* Takes what is held where it is whole, and of the same state. */
static void
read_held (DsImageCache *self)
{
  g_autoptr (GBytes) file = ds_cache_open (self->name);
  g_autoptr (GBytes) described = NULL;
  g_autoptr (GVariant) held = NULL;
  const char *state;
  const guint8 *bytes;
  gsize size;
  Tail tail;

  if (file == NULL || g_bytes_get_size (file) < sizeof tail)
    return;
  bytes = g_bytes_get_data (file, &size);
  memcpy (&tail, bytes + size - sizeof tail, sizeof tail);
  if (!is_sound (&tail, bytes, size))
    return;
  described = g_bytes_new_from_bytes (file, round_up (tail.n_samples), tail.n_described);
  held = g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE (TYPE), described, FALSE));
  g_variant_get_child (held, 0, "&s", &state);
  if (strcmp (state, self->state) != 0)
    return;
  self->held = g_steal_pointer (&held);
  self->samples = g_bytes_new_from_bytes (file, 0, tail.n_samples);
}

/* @checksum: (transfer full): has all that the state consists of. */
static DsImageCache *
new_cache (const char *path, GChecksum *checksum)
{
  g_autofree char *full = g_canonicalize_filename (path, NULL);
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, full, -1);
  DsImageCache *self = g_new0 (DsImageCache, 1);

  self->name = g_strdup_printf ("%.32s.images", hash);
  self->state = g_strdup (g_checksum_get_string (checksum));
  g_checksum_free (checksum);
  read_held (self);
  return self;
}

DsImageCache *
ds_image_cache_new_for_folder (const char *path,
                               const GPtrArray *files,
                               const DsProgress *progress,
                               GError **error)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);

  for (guint i = 0; i < files->len; i++)
    {
      if (i % FILES_AT_ONCE == 0 && !ds_progress_check (progress, error))
        return NULL;

      const DsImageFile *file = files->pdata[i];
      const gint64 stamps[] = { file->n_bytes, file->changed_nsec };
      const char *texts[] = { file->name, file->reason != NULL ? file->reason : "" };

      for (guint t = 0; t < G_N_ELEMENTS (texts); t++)
        g_checksum_update (checksum, (const guint8 *) texts[t], (gssize) strlen (texts[t]) + 1);
      g_checksum_update (checksum, (const guint8 *) stamps, sizeof stamps);
    }
  return new_cache (path, g_steal_pointer (&checksum));
}

DsImageCache *
ds_image_cache_new_for_archive (const char *path)
{
  GChecksum *checksum = g_checksum_new (G_CHECKSUM_SHA256);
  GStatBuf status = { 0 };
  gint64 stamps[3];

  g_stat (path, &status);
  stamps[0] = status.st_size;
  stamps[1] = status.st_mtim.tv_sec;
  stamps[2] = status.st_mtim.tv_nsec;
  g_checksum_update (checksum, (const guint8 *) stamps, sizeof stamps);
  return new_cache (path, checksum);
}

void
ds_image_cache_free (DsImageCache *self)
{
  g_clear_pointer (&self->samples, g_bytes_unref);
  g_clear_pointer (&self->held, g_variant_unref);
  g_clear_pointer (&self->probed, g_variant_unref);
  g_free (self->name);
  g_free (self->state);
  g_free (self);
}

/* Reasons of @dictionary, a{us}, for files that have none. */
static void
apply_reasons (GVariant *dictionary, GPtrArray *files)
{
  GVariantIter iterator;
  guint32 number;
  const char *reason;

  g_variant_iter_init (&iterator, dictionary);
  while (g_variant_iter_next (&iterator, "{u&s}", &number, &reason))
    if (number < files->len && ((DsImageFile *) files->pdata[number])->reason == NULL)
      ((DsImageFile *) files->pdata[number])->reason = g_strdup (reason);
}

static gboolean
apply_infos (const DsImageCache *self, GPtrArray *files)
{
  g_autoptr (GVariant) known = g_variant_get_child_value (self->held, 1);
  g_autoptr (GVariant) infos = g_variant_get_child_value (known, 1);
  g_autoptr (GVariant) reasons = g_variant_get_child_value (known, 2);
  gsize n;
  const guint32 (*values)[4] = g_variant_get_fixed_array (infos, &n, sizeof *values);

  if (n != files->len)
    return FALSE;
  for (guint i = 0; i < n; i++)
    ((DsImageFile *) files->pdata[i])->info = (DsImageInfo) { values[i][0], values[i][1],
                                                              values[i][2], values[i][3] };
  apply_reasons (reasons, files);
  return TRUE;
}

gboolean
ds_image_cache_apply (const DsImageCache *self, GPtrArray *files)
{
  return self->held != NULL && apply_infos (self, files);
}

static void
apply_tables (const DsImageCache *self, GPtrArray *files)
{
  g_autoptr (GVariant) known = g_variant_get_child_value (self->held, 1);
  g_autoptr (GVariant) tables = g_variant_get_child_value (known, 3);
  GVariantIter iterator;
  GVariant *contents;
  guint32 number;

  g_variant_iter_init (&iterator, tables);
  while (g_variant_iter_next (&iterator, "{u@ay}", &number, &contents))
    {
      if (number < files->len && ((DsImageFile *) files->pdata[number])->contents == NULL)
        ((DsImageFile *) files->pdata[number])->contents = g_variant_get_data_as_bytes (contents);
      g_variant_unref (contents);
    }
}

GPtrArray *
ds_image_cache_list (const DsImageCache *self)
{
  g_autoptr (GPtrArray) files = ds_image_list_new ();
  g_autoptr (GVariant) names = NULL;
  const char *name;
  gsize n;

  if (self->held == NULL)
    return NULL;
  g_variant_get_child (self->held, 1, "(@aya(uuuu)a{us}a{uay})", &names, NULL, NULL, NULL);
  name = g_variant_get_fixed_array (names, &n, 1);
  for (const char *end = name + n; name < end && memchr (name, 0, (gsize) (end - name)) != NULL;
       name += strlen (name) + 1)
    ds_image_list_add (files, name, NULL);
  if (!apply_infos (self, files))
    return NULL;
  apply_tables (self, files);
  return g_steal_pointer (&files);
}

static gboolean
is_same_form (GVariant *kept, GVariant *form, const DsImageForm *wanted)
{
  guint32 mode, height, width, channels, needed;
  gsize n;
  const guint32 *numbers = g_variant_get_fixed_array (kept, &n, sizeof *numbers);

  g_variant_get (form, "(uuuuu)", &mode, &height, &width, &channels, &needed);
  return n == wanted->kept->len && memcmp (numbers, wanted->kept->data, n * sizeof *numbers) == 0
         && mode == wanted->fit.mode && height == wanted->fit.height && width == wanted->fit.width
         && needed > 0 && (wanted->channels == channels || wanted->channels == needed);
}

GBytes *
ds_image_cache_find (const DsImageCache *self, GPtrArray *kept, DsImageForm *form)
{
  g_autoptr (GVariant) numbers = NULL;
  g_autoptr (GVariant) failures = NULL;
  g_autoptr (GVariant) stored = NULL;
  guint32 needed;
  gsize n = kept->len;

  if (self->held == NULL)
    return NULL;
  numbers = g_variant_get_child_value (self->held, 2);
  failures = g_variant_get_child_value (self->held, 3);
  stored = g_variant_get_child_value (self->held, 4);
  g_variant_get_child (stored, 4, "u", &needed);
  n -= MIN (n, g_variant_n_children (failures));
  if (!is_same_form (numbers, stored, form)
      || n * form->fit.height * form->fit.width * needed * (form->deep ? sizeof (guint16) : 1)
           != g_bytes_get_size (self->samples))
    return NULL;
  form->needed = needed;
  apply_reasons (failures, kept);
  return g_bytes_ref (self->samples);
}

static void
add_reason (GVariantBuilder *reasons, guint number, const DsImageFile *file)
{
  if (file->reason != NULL)
    g_variant_builder_add (reasons, "{us}", number, file->reason);
}

void
ds_image_cache_note_probed (DsImageCache *self, const GPtrArray *files)
{
  g_autoptr (GString) names = g_string_new (NULL);
  g_autofree guint32 (*infos)[4] = g_malloc0 ((files->len + 1) * sizeof *infos);
  GVariantBuilder reasons, tables;

  g_variant_builder_init (&reasons, G_VARIANT_TYPE ("a{us}"));
  g_variant_builder_init (&tables, G_VARIANT_TYPE ("a{uay}"));
  for (guint i = 0; i < files->len; i++)
    {
      const DsImageFile *file = files->pdata[i];
      const DsImageInfo *info = &file->info;

      g_string_append_len (names, file->name, (gssize) strlen (file->name) + 1);
      infos[i][0] = info->width;
      infos[i][1] = info->height;
      infos[i][2] = info->channels;
      infos[i][3] = (guint32) info->deep;
      add_reason (&reasons, i, file);
      if (file->contents != NULL && g_str_has_suffix (file->name, ".csv"))
        g_variant_builder_add (&tables, "{u@ay}", i,
                               g_variant_new_from_bytes (G_VARIANT_TYPE ("ay"), file->contents,
                                                         TRUE));
    }
  g_clear_pointer (&self->probed, g_variant_unref);
  self->probed = g_variant_ref_sink (
    g_variant_new ("(@ay@a(uuuu)a{us}a{uay})",
                   g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, names->str, names->len, 1),
                   g_variant_new_fixed_array (G_VARIANT_TYPE ("(uuuu)"), infos, files->len,
                                              sizeof *infos),
                   &reasons, &tables));
}

DsCacheWriter *
ds_image_cache_start (DsImageCache *self, gsize n_bytes)
{
  return ds_cache_writer_new (self->name, round_up (n_bytes) + g_variant_get_size (self->probed)
                                            + sizeof (Tail));
}

static GVariant *
describe (const DsImageCache *self, const GPtrArray *kept, const DsImageForm *form)
{
  GVariantBuilder failures;

  g_variant_builder_init (&failures, G_VARIANT_TYPE ("a{us}"));
  for (guint i = 0; i < kept->len; i++)
    add_reason (&failures, i, kept->pdata[i]);
  return g_variant_new ("(s@" FILES_TYPE "@aua{us}(uuuuu))", self->state, self->probed,
                        g_variant_new_fixed_array (G_VARIANT_TYPE_UINT32, form->kept->data,
                                                   form->kept->len, sizeof (guint32)),
                        &failures, form->fit.mode, form->fit.height, form->fit.width,
                        form->channels, form->needed);
}

/* hash_samples() of what was written. */
static gboolean
hash_written (DsCacheWriter *writer, gsize n, const DsProgress *progress, guint64 *hash)
{
  g_autofree guint8 *piece = g_malloc (PIECE);

  *hash = 0;
  for (gsize at = 0; n <= MAX_HASHED && at < n; at += PIECE)
    {
      gsize length = MIN (PIECE, n - at);

      if (!ds_progress_check (progress, NULL) || !ds_cache_writer_read (writer, at, piece, length))
        return FALSE;
      *hash = hash_piece (*hash, piece, length);
    }
  return TRUE;
}

GBytes *
ds_image_cache_finish (DsImageCache *self,
                       DsCacheWriter *writer,
                       gsize n_bytes,
                       const GPtrArray *kept,
                       const DsImageForm *form,
                       const DsProgress *progress)
{
  g_autoptr (GVariant) described = g_variant_ref_sink (describe (self, kept, form));
  const gsize n_described = g_variant_get_size (described);
  const gsize start = round_up (n_bytes), end = start + n_described + sizeof (Tail);
  const guint64 zeros = 0;
  Tail tail = { .magic = MAGIC, .n_samples = n_bytes, .n_described = n_described };
  g_autoptr (GBytes) file = NULL;

  tail.described_hash = ds_hash_bytes (g_variant_get_data (described), n_described);
  if (!hash_written (writer, n_bytes, progress, &tail.samples_hash)
      || !ds_cache_writer_write (writer, n_bytes, &zeros, start - n_bytes)
      || !ds_cache_writer_write (writer, start, g_variant_get_data (described), n_described)
      || !ds_cache_writer_write (writer, end - sizeof tail, &tail, sizeof tail))
    return NULL;
  file = ds_cache_writer_finish (writer, end, progress);
  return file != NULL ? g_bytes_new_from_bytes (file, 0, n_bytes) : NULL;
}
