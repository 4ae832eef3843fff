/* SPDX-License-Identifier: MIT */
/* Which data a project is about: where it lies, how it is imported and how its
 * values are scaled, never the samples themselves. Immutable and counted; any thread.
 */
#pragma once

#include "app/project/json.h"
#include "data/source.h"

G_BEGIN_DECLS

typedef struct _WbDataReference WbDataReference;

/**
 * Names data; nothing is opened.
 *
 * @location: a path, or DS_BUILT_IN
 * @validation: (nullable): where the validation set is, if elsewhere
 * @scaling: (nullable): as it was found or chosen; NULL before it is known
 *
 * Returns: (transfer full): the reference.
 */
WbDataReference *wb_data_reference_new (const char *location,
                                        const char *validation,
                                        const DsScaling *scaling) G_GNUC_WARN_UNUSED_RESULT;

/** The same data with another scaling; (transfer full). */
WbDataReference *wb_data_reference_new_scaled (const WbDataReference *self,
                                               const DsScaling *scaling) G_GNUC_WARN_UNUSED_RESULT;

/** The same data with its images in another size, or as they are; (transfer full). */
WbDataReference *wb_data_reference_new_fitted (const WbDataReference *self,
                                               const DsFit *fit) G_GNUC_WARN_UNUSED_RESULT;

/**
 * Names data that are open: with the choices that were made and proposed, and the
 * scaling that was found, they are read the same again.
 *
 * @validation: (nullable): where the validation set is, if elsewhere
 * @learned: (nullable): the reference that wb_data_open() got; its fit stays
 *
 * The reference has the digest of the data.
 *
 * Returns: (transfer full): the reference.
 */
WbDataReference *
wb_data_reference_new_for_source (DsSource *source,
                                  const char *validation,
                                  const WbDataReference *learned) G_GNUC_WARN_UNUSED_RESULT;

/** The same data imported with other choices (nullable); (transfer full). */
WbDataReference *
wb_data_reference_new_with_options (const WbDataReference *self,
                                    DsImportOptions *options) G_GNUC_WARN_UNUSED_RESULT;

/** Holds @self once more. */
WbDataReference *wb_data_reference_ref (WbDataReference *self);

/** Lets go of @self; NULL is allowed. */
void wb_data_reference_unref (WbDataReference *self);

/** An absolute path, or DS_BUILT_IN; (transfer none). */
const char *wb_data_reference_get_location (const WbDataReference *self);

/** The validation set's own path, or NULL; (transfer none). */
const char *wb_data_reference_get_validation (const WbDataReference *self);

/** The scaling, or NULL before it is known; (transfer none). */
const DsScaling *wb_data_reference_get_scaling (const WbDataReference *self);

/** How images are brought to another size, or NULL where they are not; (transfer none). */
const DsFit *wb_data_reference_get_fit (const WbDataReference *self);

/** The same data, whose samples are those of a digest; (transfer full). */
WbDataReference *wb_data_reference_new_with_digest (const WbDataReference *self,
                                                    const char *digest) G_GNUC_WARN_UNUSED_RESULT;

/**
 * What the samples were when they were opened last, see ds_digest(), or NULL where that
 * is not known; (transfer none). References that differ in it alone are equal.
 */
const char *wb_data_reference_get_digest (const WbDataReference *self);

/** How the data are imported, or NULL where nothing was chosen; (transfer none). */
DsImportOptions *wb_data_reference_get_options (const WbDataReference *self);

/** Whether both name the same data, imported, scaled and sized alike; NULL is allowed. */
gboolean wb_data_reference_equal (const WbDataReference *a, const WbDataReference *b);

/**
 * Whether a number means the same sample of both: files of the same names, perhaps
 * in another folder, imported alike; scaling and size may differ. NULL is allowed.
 */
gboolean wb_data_reference_has_same_samples (const WbDataReference *a, const WbDataReference *b);

/**
 * The reference as JSON.
 *
 * @folder: the absolute path of the folder that the text is written to
 *
 * Returns: (transfer full): an object.
 */
json_t *wb_data_reference_to_json (const WbDataReference *self,
                                   const char *folder) G_GNUC_WARN_UNUSED_RESULT;

/**
 * Reads what wb_data_reference_to_json() wrote.
 *
 * @folder: the absolute path of the folder that the text came from
 * @error: WB_ERROR_CONTENTS
 *
 * Returns: (transfer full): the reference, or NULL.
 */
WbDataReference *wb_data_reference_from_json (json_t *json,
                                              const char *folder,
                                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbDataReference, wb_data_reference_unref)

G_END_DECLS
