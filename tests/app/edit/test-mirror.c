/* SPDX-License-Identifier: MIT */
/* The decoder as the encoder's mirror image, and layer texts, in which the
 * expected decoders are written.
 */
#include <string.h>

#include "app/document/document.h"
#include "app/error.h"
#include "app/edit/layer-text.h"
#include "app/edit/mirror.h"
#include "app/project/project-file.h"
#include "engine/error.h"
#include "tests/app/project/project-fixture.h"

typedef struct
{
  const char *name;
  AeShape input;
  const char *encoder;
  const char *decoder;
} Case;

/* clang-format off */
static const Case cases[] = {
  { "dense", { 1, { 784 } }, "Dense units=32,activation=relu",
    "Dense units=784,activation=sigmoid" },
  { "scratch", { 3, { 28, 28, 1 } }, "Dense units=64\nDense units=2",
    "Dense units=64\nDense units=784,activation=sigmoid" },
  { "activations", { 3, { 4, 4, 1 } },
    "Flatten\nDense units=9,activation=elu\nDropout\nDense units=3,activation=tanh",
    "Dense units=9,activation=elu\nDense units=16,activation=sigmoid" },
  { "normalised", { 1, { 20 } },
    "Dense units=9\nBatchNormalization\nActivation activation=relu\nGaussianNoise\nDense units=3\nBatchNormalization",
    "Dense units=9\nBatchNormalization\nActivation\nDense units=20,activation=sigmoid" },
  { "conv", { 3, { 28, 28, 1 } },
    "Conv2D padding=same,activation=relu\nMaxPooling2D padding=same\n"
    "Conv2D filters=8,padding=same,activation=relu\nMaxPooling2D padding=same\n"
    "Conv2D filters=8,padding=same,activation=relu\nMaxPooling2D padding=same",
    "UpSampling2D\nCropping2D cropping=0,1,0,1\nConv2D filters=8,padding=same,activation=relu\n"
    "UpSampling2D\nConv2D padding=same,activation=relu\n"
    "UpSampling2D\nConv2D filters=1,padding=same,activation=sigmoid" },
  { "odd", { 3, { 15, 13, 3 } },
    "Conv2D filters=4,strides=2,2,padding=valid,activation=relu\nMaxPooling2D\nFlatten\nDense units=5",
    "Dense units=36,activation=relu\nReshape target_shape=3,3,4\nUpSampling2D\nZeroPadding2D padding=0,1,0,0\n"
    "Conv2DTranspose filters=3,strides=2,2,activation=sigmoid" },
  { "series", { 2, { 28, 28 } }, "LSTM",
    "RepeatVector\nLSTM units=28,return_sequences=true\nTimeDistributed units=28,activation=sigmoid" },
  { "steps", { 2, { 12, 3 } },
    "Conv1D filters=4,strides=2,padding=same,activation=relu\nMaxPooling1D\nBidirectional units=2",
    "RepeatVector n=3\nLSTM units=4,return_sequences=true\nUpSampling1D\nUpSampling1D\n"
    "Conv1D filters=3,padding=same,activation=sigmoid" },
  { "variational", { 3, { 6, 6, 1 } }, "Dense units=20,activation=relu\nGaussianCode units=2",
    "Dense units=20,activation=relu\nDense units=36,activation=sigmoid" },
  { "pooled", { 3, { 4, 6, 2 } }, "GlobalAveragePooling2D",
    "Reshape target_shape=1,1,2\nUpSampling2D size=4,6\nConv2D filters=2,padding=same,activation=sigmoid" },
  { "permuted", { 3, { 4, 5, 6 } }, "Permute dims=2,3,1\nDense units=7",
    "Dense units=120,activation=sigmoid\nReshape target_shape=5,6,4\nPermute dims=3,1,2" },
};
/* clang-format on */

static WbProject *
make_project (const AeShape *input, const char *layers)
{
  g_autoptr (AeModel) model = ae_model_new (input);
  WbProject *project = wb_project_new (model, NULL);
  g_autoptr (GError) error = NULL;

  wb_layer_text_insert (project, 1, layers, NULL, &error);
  g_assert_no_error (error);
  return project;
}

/* The layers behind number @begin, without the last end of line. */
static char *
write_from (const AeModel *model, guint begin)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (guint));
  char *text;

  for (guint i = begin; i < ae_model_get_n_layers (model); i++)
    g_array_append_val (ids, ae_model_get_layer (model, i)->id);
  text = wb_layer_text_write (model, (const guint *) (const void *) ids->data, ids->len);
  return g_strchomp (text);
}

static void
test_case (gconstpointer data)
{
  const Case *test = data;
  g_autoptr (WbProject) project = make_project (&test->input, test->encoder);
  guint n = ae_model_get_n_layers (project->model);
  g_autoptr (AeModel) marked = ae_model_with_code (project->model,
                                                   ae_model_get_layer (project->model, n - 1)->id);
  g_autoptr (GError) error = NULL;
  g_autofree char *decoder = NULL;

  wb_project_set_model (project, marked);
  wb_mirror_build (project, &error);
  g_assert_no_error (error);
  decoder = write_from (project->model, n);
  g_assert_cmpstr (decoder, ==, test->decoder);
  g_assert_true (project->mirrored);
}

/* What the registry tries every layer with has a mirror image that gives back
 * the input, or an error that names the layer. */
static void
test_registry (void)
{
  for (guint c = 0; ae_layer_classes ()[c] != NULL; c++)
    {
      const AeLayerClass *klass = ae_layer_classes ()[c];

      for (const AeProbe *probe = klass->probes;
           probe != NULL && probe->options != NULL && !(klass->flags & AE_LAYER_INPUT); probe++)
        {
          g_autofree char *line = g_strdup_printf ("%s %s\n", klass->type, probe->options);
          g_autoptr (WbProject) project = make_project (&probe->x_shape, line);
          g_autofree AeShape *shapes = NULL;
          g_autoptr (GError) error = NULL;
          guint n;

          if (!wb_mirror_build (project, &error))
            {
              g_assert_true (g_error_matches (error, WB_ERROR, WB_ERROR_EDIT)
                             || g_error_matches (error, AE_ERROR, AE_ERROR_SHAPE));
              g_assert_nonnull (strstr (error->message, klass->type));
              continue;
            }
          n = ae_model_get_n_layers (project->model);
          shapes = g_new0 (AeShape, n);
          g_assert_true (ae_model_infer (project->model, shapes, NULL, NULL));
          g_assert_cmpuint (ae_shape_size (&shapes[n - 1]), ==, ae_shape_size (&shapes[0]));
        }
    }
}

static WbDocument *
open_mirrored (void)
{
  g_autoptr (WbProject) project = make_project (
    &AE_SHAPE (1, 100), "Dense units=40,activation=relu\nDense units=10,activation=relu");
  WbDocument *document = wb_document_new (project);
  g_autoptr (GError) error = NULL;

  wb_document_edit (document, &(WbEdit) { WB_EDIT_MIRROR }, &error);
  g_assert_no_error (error);
  return document;
}

static void
assert_decoder (WbDocument *document, guint begin, const char *expected)
{
  g_autofree char *decoder = write_from (wb_document_get_model (document), begin);

  g_assert_cmpstr (decoder, ==, expected);
}

static guint
get_id (WbDocument *document, guint index)
{
  return ae_model_get_layer (wb_document_get_model (document), index)->id;
}

/* The decoder follows, keeps the ids of what it keeps, and undo takes both
 * back as one step. */
static void
test_follows (void)
{
  g_autoptr (WbDocument) document = open_mirrored ();
  g_autoptr (GError) error = NULL;
  guint last = get_id (document, 4), first = get_id (document, 3);

  assert_decoder (document, 3,
                  "Dense units=40,activation=relu\nDense units=100,activation=sigmoid");
  wb_document_edit (document,
                    &(WbEdit) { WB_EDIT_OPTION, .id = get_id (document, 1), .name = "units",
                                .text = "50" },
                    &error);
  g_assert_no_error (error);
  assert_decoder (document, 3,
                  "Dense units=50,activation=relu\nDense units=100,activation=sigmoid");
  g_assert_cmpuint (get_id (document, 3), ==, first);
  g_assert_cmpuint (wb_document_edit (document,
                                      &(WbEdit) { WB_EDIT_INSERT, .index = 2, .type = "Dense",
                                                  .text = "units=20" },
                                      &error),
                    !=, 0);
  assert_decoder (
    document, 4,
    "Dense units=20\nDense units=50,activation=relu\nDense units=100,activation=sigmoid");
  g_assert_cmpuint (get_id (document, 5), ==, first);
  g_assert_cmpuint (get_id (document, 6), ==, last);
  wb_document_undo (document);
  assert_decoder (document, 3,
                  "Dense units=50,activation=relu\nDense units=100,activation=sigmoid");
  wb_document_edit (document,
                    &(WbEdit) { WB_EDIT_REMOVE, .ids = (guint[]) { get_id (document, 2) },
                                .n_ids = 1 },
                    &error);
  g_assert_no_error (error);
  assert_decoder (document, 2, "Dense units=100,activation=sigmoid");
  g_assert_true (wb_document_get_project (document)->mirrored);
}

/* An edit of the decoder ends it; undoing that edit brings it back. */
static void
test_ends (void)
{
  g_autoptr (WbDocument) document = open_mirrored ();
  g_autoptr (GError) error = NULL;

  wb_document_edit (document,
                    &(WbEdit) { WB_EDIT_OPTION, .id = get_id (document, 3), .name = "units",
                                .text = "44" },
                    &error);
  g_assert_no_error (error);
  g_assert_false (wb_document_get_project (document)->mirrored);
  wb_document_edit (document,
                    &(WbEdit) { WB_EDIT_OPTION, .id = get_id (document, 1), .name = "units",
                                .text = "50" },
                    &error);
  assert_decoder (document, 3,
                  "Dense units=44,activation=relu\nDense units=100,activation=sigmoid");
  wb_document_undo (document);
  wb_document_undo (document);
  g_assert_true (wb_document_get_project (document)->mirrored);
}

/* The file knows of the link. */
static void
test_saved (void)
{
  g_autoptr (WbDocument) document = open_mirrored ();
  g_autofree char *folder = fixture_make_folder ();
  g_autofree char *path = g_build_filename (folder, "mirrored.hourglass", NULL);
  g_autoptr (WbProject) loaded = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (wb_project_save (wb_document_get_project (document), path, &error));
  g_assert_true (wb_project_load (path, &loaded, NULL, &error));
  g_assert_true (loaded->mirrored);
  fixture_remove (folder);
}

static void
test_refused (void)
{
  static const struct
  {
    const char *layers;
    const char *says;
  } wrong[] = {
    { "", "no encoder" },
    { "Dense units=5\nDense units=5\nAdd source=1\nDense units=2", "Layer 4, Add" },
    { "Conv2D kernel_size=9", "layer 2, Conv2D" },
    { "Reshape target_shape=8,2\nConv1D filters=2,strides=3\nFlatten\nDense units=2",
      "Layer 3, Conv1D" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (AeModel) input = ae_model_new (&AE_SHAPE (3, 4, 4, 1));
      g_autoptr (WbProject) project = *wrong[i].layers == '\0'
                                        ? wb_project_new (input, NULL)
                                        : make_project (&AE_SHAPE (3, 4, 4, 1), wrong[i].layers);
      g_autoptr (AeModel) before = ae_model_ref (project->model);
      g_autoptr (GError) error = NULL;

      g_assert_false (wb_mirror_build (project, &error));
      g_assert_nonnull (error);
      g_assert_nonnull (strstr (error->message, wrong[i].says));
      g_assert_true (before == project->model);
    }
}

/* Text of layers is the layers again, with skips that join what was copied. */
static void
test_excerpt (void)
{
  const char *layers = "Dense units=12,activation=relu,kernel_l2=0.001\nDropout rate=0.25\n"
                       "Dense units=12\nAdd source=1\n";
  g_autoptr (WbProject) project = make_project (&AE_SHAPE (1, 12), layers);
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  wb_layer_text_insert (project, 1, layers, ids, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ids->len, ==, 4);
  g_assert_cmpint (ae_model_get_source (project->model, 4), ==, 1);
  g_assert_cmpint (ae_model_get_source (project->model, 8), ==, 5);
  text = wb_layer_text_write (project->model, (const guint *) (const void *) ids->data, ids->len);
  g_assert_cmpstr (text, ==, layers);
}

static void
test_bad_excerpt (void)
{
  static const struct
  {
    const char *text;
    const char *says;
  } wrong[] = {
    { "", "there is no layer." },
    { "# only a remark\n\n", "there is no layer." },
    { "Dense units=12\n\nDear Sir or Madam,", "Line 3: there is no layer type “Dear”" },
    { "Dense units=0", "units" },
    { "Dense colour=red", "colour" },
    { "Input shape=3", "one Input" },
    { "\xff\xfe", "not text" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (WbProject) project = make_project (&AE_SHAPE (1, 12), "Dense units=3\r\n");
      g_autoptr (AeModel) before = ae_model_ref (project->model);
      g_autoptr (GError) error = NULL;

      g_assert_false (wb_layer_text_insert (project, 1, wrong[i].text, NULL, &error));
      g_assert_error (error, WB_ERROR, WB_ERROR_EDIT);
      g_assert_nonnull (strstr (error->message, wrong[i].says));
      g_assert_true (before == project->model);
    }
}

/* Several layers at once are one step. */
static void
test_several (void)
{
  g_autoptr (WbProject) project = make_project (
    &AE_SHAPE (1, 12), "Dense units=1\nDense units=2\nDense units=3\nDense units=4\nAdd source=2");
  g_autoptr (WbDocument) document = wb_document_new (project);
  g_autoptr (GArray) copies = g_array_new (FALSE, FALSE, sizeof (guint));
  guint ids[] = { get_id (document, 4), get_id (document, 2) }, input = get_id (document, 0);
  guint skip = get_id (document, 5);
  g_autoptr (GError) error = NULL;

  wb_document_edit (document, &(WbEdit) { WB_EDIT_MOVE, .ids = ids, .n_ids = 2, .index = 1 },
                    &error);
  assert_decoder (document, 1,
                  "Dense units=2\nDense units=4\nDense units=1\nDense units=3\nAdd source=1");
  wb_document_edit (document, &(WbEdit) { WB_EDIT_MOVE, .ids = ids, .n_ids = 2, .index = 5 },
                    &error);
  assert_decoder (document, 1,
                  "Dense units=1\nDense units=3\nDense units=2\nDense units=4\nAdd source=3");
  wb_document_undo (document);
  wb_document_undo (document);
  assert_decoder (document, 1,
                  "Dense units=1\nDense units=2\nDense units=3\nDense units=4\nAdd source=2");
  wb_document_edit (document,
                    &(WbEdit) { WB_EDIT_DUPLICATE, .ids = &skip, .n_ids = 1, .new_ids = copies },
                    &error);
  g_assert_no_error (error);
  assert_decoder (
    document, 1,
    "Dense units=1\nDense units=2\nDense units=3\nDense units=4\nAdd source=2\nAdd source=2");
  wb_document_undo (document);
  wb_document_edit (document, &(WbEdit) { WB_EDIT_REMOVE, .ids = ids, .n_ids = 2 }, &error);
  assert_decoder (document, 1, "Dense units=1\nDense units=3\nAdd");
  wb_document_undo (document);
  g_assert_false (
    wb_document_edit (document, &(WbEdit) { WB_EDIT_REMOVE, .ids = &input, .n_ids = 1 }, &error));
  g_assert_error (error, WB_ERROR, WB_ERROR_EDIT);
  g_assert_false (wb_document_can_undo (document));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/mirror/%s", cases[i].name);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/mirror/registry", test_registry);
  g_test_add_func ("/mirror/follows", test_follows);
  g_test_add_func ("/mirror/ends", test_ends);
  g_test_add_func ("/mirror/saved", test_saved);
  g_test_add_func ("/mirror/refused", test_refused);
  g_test_add_func ("/layer text/round-trip", test_excerpt);
  g_test_add_func ("/layer text/bad", test_bad_excerpt);
  g_test_add_func ("/layer text/several", test_several);
  return g_test_run ();
}
