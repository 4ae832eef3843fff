/* SPDX-License-Identifier: MIT */
/* Option descriptors: the one description from which the inspector, the
 * command line, the project file, the defaults and the tests of a layer, a
 * loss, an optimizer or a recipe are made. A descriptor names a field of a
 * plain options struct; reading, writing, checking and comparing that field is
 * done here and nowhere else.
 *
 * The C type of the field by kind: INT gint64 · FLOAT double · BOOL gboolean ·
 * CHOICE guint (index into choices) · SIZES AeSizes · LAYER guint (a layer's
 * id, 0 for none). Option structs hold no pointers: they are copied with
 * memcpy.
 */
#pragma once

#include "engine/shape.h"

G_BEGIN_DECLS

typedef enum
{
  AE_OPTION_INT,
  AE_OPTION_FLOAT,
  AE_OPTION_BOOL,
  AE_OPTION_CHOICE,
  AE_OPTION_SIZES,
  AE_OPTION_LAYER,
} AeOptionKind;

/** A short list of sizes such as kernel_size (3, 3): the same as a shape. */
typedef AeShape AeSizes;

/**
 * AeOption:
 * @name: Keras' name, as in files and on the command line
 * @title: the name in the inspector
 * @help: one sentence, for the tooltip and the manual
 * @kind: decides the type of the field and which of the rest counts
 * @offset: of the field in the options struct
 * @value: default of INT, FLOAT, BOOL, and the index of a CHOICE
 * @min: @max: range of INT, FLOAT and of every number of SIZES, inclusive
 * @choices: NULL-terminated names of a CHOICE
 * @sizes: default of SIZES
 * @min_count: @max_count: how many numbers SIZES has
 * @live: the option may change during a run; it changes no shape and
 *   no weight
 * @logarithmic: a slider over it is logarithmic
 */
typedef struct
{
  const char *name;
  const char *title;
  const char *help;
  AeOptionKind kind;
  gsize offset;
  double value;
  double min;
  double max;
  const char *const *choices;
  AeSizes sizes;
  guint min_count;
  guint max_count;
  gboolean live;
  gboolean logarithmic;
} AeOption;

/** One option's value outside its struct. Which field counts follows the kind. */
typedef struct
{
  gint64 integer; /* INT, LAYER, BOOL, CHOICE */
  double real;    /* FLOAT */
  AeSizes sizes;  /* SIZES */
} AeValue;

/** Fills the struct at @values with the defaults; @options ends with a NULL name, and may be NULL.
 */
void ae_options_init (const AeOption *options, gpointer values);

/** Whether two structs agree in every described field. */
gboolean ae_options_equal (const AeOption *options, gconstpointer a, gconstpointer b);

guint ae_options_count (const AeOption *options);

/** The descriptor called @name, or NULL. */
const AeOption *ae_options_find (const AeOption *options, const char *name);

void ae_option_get (const AeOption *option, gconstpointer values, AeValue *value);

/**
 * Writes a value after checking its range; on failure the struct is unchanged.
 *
 * @error: AE_ERROR_OPTION, naming the option, its range and the value refused
 */
gboolean
ae_option_set (const AeOption *option, gpointer values, const AeValue *value, GError **error);

/** The value as text: "32", "0.001", "true", "relu", "3,3"; never in the locale; (transfer full).
 */
char *ae_option_to_text (const AeOption *option, gconstpointer values) G_GNUC_WARN_UNUSED_RESULT;

/**
 * The reverse of ae_option_to_text(); "3x3" and "3×3" are taken for SIZES too,
 * and one number for as many as are wanted.
 *
 * @error: AE_ERROR_OPTION; for a CHOICE the message lists the names
 */
gboolean
ae_option_set_text (const AeOption *option, gpointer values, const char *text, GError **error);

/** Reads "name=value,name=value"; settings before a refused one have been made. AE_ERROR_OPTION. */
gboolean
ae_options_set_text (const AeOption *options, gpointer values, const char *text, GError **error);

G_END_DECLS
