/* SPDX-License-Identifier: MIT */
/* The checker, case by case: which layer, which code, which words, which
 * fixes; and that each fix fixes what it is offered for and leaves a model that
 * trains, and no check changes what it looks at.
 */
#include <math.h>
#include <string.h>

#include "app/checker/checker.h"
#include "app/checker/speed.h"
#include "app/edit/edit.h"
#include "app/templates/template.h"
#include "tests/app/checker/trial.h"

#define MAX_LAYERS 16

/* A model, its settings, and the first problem that is expected of it. NULL
 * code: no error and no warning. */
typedef struct
{
  const char *name;
  AeShape input;
  const char *layers[MAX_LAYERS];
  const char *recipe;
  const char *code;
  WbSeverity severity;
  int layer;
  const char *words;
  const char *fixes;
  WbDataFacts facts;
} Case;

#define IMAGE \
  { \
    3, { 28, 28, 1 } \
  }
#define LIST \
  { \
    1, { 784 } \
  }
#define FACTS(...) \
  { \
    .maximum = 1, .usual_maximum = 1, .scaling = { 0, 1 }, __VA_ARGS__ \
  }
#define OUT      "Dense units=784,activation=sigmoid"
#define CONV(n)  "Conv2D filters=" #n ",kernel_size=3,padding=same,activation=relu"
#define CONV_OUT "Conv2D filters=1,kernel_size=3,padding=same,activation=sigmoid"

/* clang-format off */
static const Case cases[] = {
  { "simple is well", IMAGE, { "Dense units=32,activation=relu", OUT }, .facts = FACTS () },
  { "list is well", LIST, { "Dense units=32", OUT }, .facts = FACTS () },

  { "data of another shape", IMAGE, { "Dense units=32", OUT }, NULL, "M1", WB_SEVERITY_ERROR, 0,
    "A sample of the data is an image of 32×32×3.", "Set Input and output to 32×32×3",
    FACTS (.shape = { 3, { 32, 32, 3 } }) },
  { "blank", IMAGE, { NULL }, NULL, "M2", WB_SEVERITY_ERROR, 0, "nothing that learns",
    "Add Dense 32 and an output", FACTS () },
  { "too many values", { 3, { 1 << 24, 1 << 24, 1 << 16 } }, { "Dense units=1" }, NULL, "M3",
    WB_SEVERITY_ERROR, 0, "more values than the 2147483647", "", FACTS () },
  { "join without source", IMAGE,
    { "Dense units=9", "Dense units=4", "Dense units=9", "Add", OUT }, NULL, "M3",
    WB_SEVERITY_ERROR, 4, "none is chosen", "Join layer 2; Remove it", FACTS () },
  { "skip around the code", IMAGE,
    { "Dense units=9", "Dense units=4", "Dense units=9", "Add source=2", OUT }, NULL, "M4",
    WB_SEVERITY_WARNING, 4, "Layer 5 joins layer 2", "Remove layer 5", FACTS () },

  { "skip from the code", IMAGE,
    { "Dense units=9", "Dense units=4", "Dense units=4", "Add source=3", OUT },
    .facts = FACTS () },

  { "S1 dense", IMAGE, { "Dense units=32", "Dense units=700,activation=sigmoid" }, NULL, "S1",
    WB_SEVERITY_ERROR, 2, "The reconstruction is a list of 700 numbers.",
    "Set layer 3 to 784 units; Add a last Dense with 784 units", FACTS () },
  { "S1 no decoder", IMAGE, { "Dense units=64,activation=relu", "Dense units=2" }, NULL, "S1",
    WB_SEVERITY_ERROR, 2, "The reconstruction is a list of 2 numbers.",
    "Mirror the encoder; Add a last Dense with 784 units", FACTS () },
  { "S1 steps", { 2, { 28, 28 } },
    { "Flatten", "Dense units=32", "RepeatVector n=20", "Dense units=28,activation=sigmoid" },
    NULL, "S1", WB_SEVERITY_ERROR, 4, "20 steps of 28 features", "Repeat 28 times in layer 4",
    FACTS () },
  { "S1 padding", IMAGE,
    { "Conv2D filters=4,kernel_size=3,padding=valid", "MaxPooling2D padding=same",
      "UpSampling2D", CONV_OUT },
    NULL, "S1", WB_SEVERITY_ERROR, 1, "Layer 2 makes 26×26×4 of 28×28×1 (padding valid)",
    "Use same padding in layer 2; Remove layer 2, Conv2D", FACTS () },
  { "S1 conv without its valid layer", IMAGE,
    { CONV (16), "MaxPooling2D padding=same", CONV (8), "MaxPooling2D padding=same", CONV (8),
      "MaxPooling2D padding=same", CONV (8), "UpSampling2D", CONV (8), "UpSampling2D",
      CONV (16), "UpSampling2D", CONV_OUT },
    NULL, "S1", WB_SEVERITY_ERROR, 11, "Layer 12 makes 16×16×16 of 16×16×8 (padding same)",
    "Use valid padding in layer 12; Crop the output", FACTS () },
  { "S1 rounding", { 3, { 30, 30, 1 } },
    { CONV (16), "MaxPooling2D padding=same", CONV (8), "MaxPooling2D padding=same", CONV (8),
      "MaxPooling2D padding=same", CONV (8), "UpSampling2D", CONV (8), "UpSampling2D",
      "Conv2D filters=16,kernel_size=3,padding=valid", "UpSampling2D", CONV_OUT },
    NULL, "S1", WB_SEVERITY_ERROR, 4,
    "In layer 5 the pooling 15 → 8 rounds up, so up-sampling returns 16.",
    "Use same padding in layer 12 and crop the output; Pad the output", FACTS () },
  { "S1 rounding down", IMAGE,
    { CONV (4), "MaxPooling2D", "MaxPooling2D", "MaxPooling2D", "UpSampling2D", "UpSampling2D",
      "UpSampling2D", CONV_OUT },
    NULL, "S1", WB_SEVERITY_ERROR, 4,
    "In layer 5 the pooling 7 → 3 rounds down, so up-sampling returns 6.",
    "Use same padding in layer 5 and crop the output; Pad the output", FACTS () },
  { "S1 lost pooling", IMAGE,
    { CONV (16), CONV (8), "MaxPooling2D padding=same", CONV (8), "MaxPooling2D padding=same",
      CONV (8), "UpSampling2D", CONV (8), "UpSampling2D",
      "Conv2D filters=16,kernel_size=3,activation=relu", "UpSampling2D", CONV_OUT },
    NULL, "S1", WB_SEVERITY_ERROR, 11, "Layers that shrink: 2; layers that grow: 3.",
    "Insert MaxPooling2D before layer 3",
    FACTS (.shape = { 3, { 28, 28, 1 } }) },
  { "S1 doubled up-sampling", IMAGE,
    { CONV (4), "MaxPooling2D", CONV (4), "UpSampling2D", "UpSampling2D", CONV_OUT },
    NULL, "S1", WB_SEVERITY_ERROR, 4, "Layer 5, UpSampling2D, has no partner.",
    "Insert MaxPooling2D before layer 4; Remove layer 5, UpSampling2D", FACTS () },
  { "S1 strides", IMAGE,
    { "Conv2D filters=4,kernel_size=3,strides=2,2,padding=same", CONV (4), CONV_OUT },
    NULL, "S1", WB_SEVERITY_ERROR, 1, "Layer 2, Conv2D, has no partner.",
    "Use strides of 1 in layer 2; Insert UpSampling2D before layer 3; Remove layer 2, Conv2D",
    FACTS () },
  { "S1 factors", IMAGE, { CONV (4), "MaxPooling2D pool_size=4,4", "UpSampling2D", CONV_OUT },
    NULL, "S1", WB_SEVERITY_ERROR, 2, "its partner grows by 2 × 2",
    "Shrink by 2 × 2 in layer 3; Grow by 4 × 4 in layer 4", FACTS () },
  { "S1 steps not returned", { 2, { 28, 28 } },
    { "LSTM units=8", "RepeatVector n=28", "LSTM units=28", "Dense units=28,activation=sigmoid" },
    NULL, "S1", WB_SEVERITY_ERROR, 3, "a list of 28 numbers",
    "Return all steps in layer 4; Remove layer 4, LSTM; Set layer 5 to 784 units; "
    "Add a last Dense with 784 units",
    FACTS () },
  { "S1 rounding of data", { 3, { 30, 30, 1 } },
    { CONV (4), "MaxPooling2D padding=same", "MaxPooling2D padding=same", "UpSampling2D",
      "UpSampling2D", "Conv2D filters=1,kernel_size=1,activation=sigmoid" },
    NULL, "S1", WB_SEVERITY_ERROR, 3,
    "In layer 4 the pooling 15 → 8 rounds up, so up-sampling returns 16.",
    "Crop the output; Pad the images to 32×32; Resize the images to 32×32",
    { .shape = { 3, { 30, 30, 1 } }, .maximum = 1, .scaling = { 0, 1 } } },
  { "S1 rounding of one axis", { 3, { 29, 28, 1 } },
    { CONV (4), "MaxPooling2D padding=same", "MaxPooling2D padding=same", "UpSampling2D",
      "UpSampling2D", "Conv2D filters=1,kernel_size=1,activation=sigmoid" },
    NULL, "S1", WB_SEVERITY_ERROR, 2, "The reconstruction is an image of 32×28×1.",
    "Crop the output; Pad the images to 32×28; Resize the images to 28×28",
    { .shape = { 3, { 29, 28, 1 } }, .maximum = 1, .scaling = { 0, 1 } } },
  { "S1 size too far below", { 3, { 22, 22, 1 } },
    { CONV (4), "MaxPooling2D pool_size=16,padding=same", "UpSampling2D size=16",
      "Conv2D filters=1,kernel_size=1,activation=sigmoid" },
    NULL, "S1", WB_SEVERITY_ERROR, 2, "The reconstruction is an image of 32×32×1.",
    "Crop the output; Pad the images to 32×32; Resize the images to 32×32",
    { .shape = { 3, { 22, 22, 1 } }, .maximum = 1, .scaling = { 0, 1 } } },
  { "S2", IMAGE, { CONV (16), "Conv2D filters=16,kernel_size=3,padding=same,activation=sigmoid" },
    NULL, "S2", WB_SEVERITY_ERROR, 2, "The output has 16 channels.",
    "Add a last Conv2D with 1 filter; Set layer 3 to 1 filter", FACTS () },

  { "S2 behind filters", IMAGE, { CONV (8), "MaxPooling2D", CONV (4), "UpSampling2D" },
    NULL, "S2", WB_SEVERITY_ERROR, 4,
    "Layer 4, Conv2D, has a channel for each of its 4 filters, and the layers after it change none.",
    "Add a last Conv2D with 1 filter", FACTS () },
  { "S3 mirrored", IMAGE,
    { CONV (4), "MaxPooling2D", "Flatten", "Dense units=32", OUT, "UpSampling2D", CONV_OUT },
    NULL, "S3", WB_SEVERITY_ERROR, 6, "What comes in is a list of 784 numbers.",
    "Insert Reshape to 14×14×4", FACTS () },
  { "S3 behind Flatten", IMAGE, { "Flatten", CONV (4), "Dense units=32", OUT }, NULL, "S3",
    WB_SEVERITY_ERROR, 2, "What comes in is a list of 784 numbers.",
    "Insert Reshape to 28×28×1; Move it before Flatten; Remove layer 2, Flatten; Remove it",
    FACTS () },
  { "S3 on the samples", LIST, { CONV (1), CONV_OUT }, NULL, "S3", WB_SEVERITY_ERROR, 1,
    "Conv2D needs height × width × channels.", "Insert Reshape to 28×28×1", FACTS () },
  { "S3 the reverse", { 2, { 28, 28 } }, { "RepeatVector n=28", "Dense units=28,activation=sigmoid" }, NULL, "S3",
    WB_SEVERITY_ERROR, 1, "RepeatVector needs a list of numbers.",
    "Insert Flatten; Remove it", FACTS () },
  { "S4", IMAGE, { "Dense units=400", "Reshape target_shape=7,7,8", OUT }, NULL, "S4",
    WB_SEVERITY_ERROR, 2, "Reshape to 7×7×8 needs 392 numbers.",
    "Set layer 2 to 392 units; Reshape to 20×20×1; Remove it", FACTS () },
  { "S4 on an image", IMAGE,
    { "Reshape target_shape=27,28", "LSTM units=8", "RepeatVector n=28",
      "LSTM units=28,return_sequences=true", "Dense units=28,activation=sigmoid" },
    NULL, "S4", WB_SEVERITY_ERROR, 1, "Reshape to 27×28 needs 756 numbers.",
    "Reshape to 28×28", FACTS () },
  { "S3 without RepeatVector", { 2, { 28, 28 } },
    { "LSTM units=8", "LSTM units=28,return_sequences=true", "Dense units=28,activation=sigmoid" },
    NULL, "S3", WB_SEVERITY_ERROR, 2, "LSTM needs time × features.",
    "Insert RepeatVector 28; Return all steps in layer 2; Remove layer 2, LSTM", FACTS () },
  { "S3 without return_sequences", { 2, { 28, 28 } },
    { "LSTM units=8", "Bidirectional units=4", "RepeatVector n=28",
      "LSTM units=28,return_sequences=true", "Dense units=28,activation=sigmoid" },
    NULL, "S3", WB_SEVERITY_ERROR, 2, "needs time × features.",
    "Return all steps in layer 2; Insert RepeatVector 28; Remove layer 2, LSTM; Remove it",
    FACTS () },
  { "S5", { 3, { 4, 4, 1 } },
    { "Conv2D filters=2,kernel_size=5", "Dense units=16,activation=sigmoid" }, NULL, "S5",
    WB_SEVERITY_ERROR, 1, "A 5×5 kernel without padding cannot slide over 4×4.",
    "Use same padding; Use a kernel of 4×4", FACTS () },
  { "S5 steps", { 2, { 4, 2 } },
    { "Conv1D filters=2,kernel_size=5", "Flatten", "Dense units=8,activation=sigmoid" }, NULL,
    "S5", WB_SEVERITY_ERROR, 1, "A kernel of 5 steps", "Use same padding; Use a kernel of 4",
    FACTS () },

  { "S6", IMAGE, { "Dense units=1024", OUT }, NULL, "S6", WB_SEVERITY_WARNING, 1,
    "the code has 1,024 values, a sample has 784.",
    "Set the code to 32; Add noise to the input; Add a penalty to the code", FACTS () },
  { "S6 not with a penalty", IMAGE, { "Dense units=1024,activity_l1=0.01", OUT },
    .facts = FACTS () },
  { "S6 not with noise", IMAGE, { "Dense units=1024", OUT }, "corruption=masking",
    .facts = FACTS () },
  { "S6 not with dropout", IMAGE, { "Dropout", "Dense units=1024", OUT }, .facts = FACTS () },
  { "S7", IMAGE, { "Dense units=32", "Dense units=784" }, NULL, "S7", WB_SEVERITY_ERROR, 2,
    "Layer 3, Dense, ends with linear.", "Use sigmoid; Use “Mean squared error”", FACTS () },
  { "S7 behind a view", IMAGE, { "Dense units=32", "Dense units=784", "Reshape" }, NULL, "S7",
    WB_SEVERITY_ERROR, 2, "Layer 3, Dense, ends with linear.",
    "Use sigmoid; Use “Mean squared error”", FACTS () },
  { "S7 without an activation", IMAGE, { "Dense units=32", OUT, "BatchNormalization" }, NULL,
    "S7", WB_SEVERITY_ERROR, 3, "Layer 4, BatchNormalization, ends with linear.",
    "Use sigmoid; Use “Mean squared error”", FACTS () },
  { "S7 not with softmax", IMAGE, { "Dense units=32", "Dense units=784,activation=softmax" },
    .facts = FACTS () },
  { "S7 not with another loss", IMAGE, { "Dense units=32", "Dense units=784" },
    "loss=mean_squared_error", .facts = FACTS () },
  { "S8", IMAGE, { "Dense units=32", OUT }, NULL, "S8", WB_SEVERITY_ERROR, 0,
    "The values run −3 to 255.", "Scale the data to 0 to 1",
    { .minimum = -3, .maximum = 255, .scaling = { 1, 2 } } },
  { "S8 sigmoid", IMAGE, { "Dense units=32", OUT }, "loss=mean_squared_error", "S8",
    WB_SEVERITY_WARNING, 0, "The output ends with sigmoid", "Scale the data to 0 to 1",
    { .maximum = 1.5, .scaling = { 0, 1 } } },
  { "S8 not with linear", IMAGE, { "Dense units=32", "Dense units=784" },
    "loss=mean_squared_error", .facts = { .maximum = 255, .scaling = { 0, 1 } } },
  { "S11 alike", IMAGE, { "Dense units=32", OUT }, NULL, "S11", WB_SEVERITY_WARNING, 0,
    "are the same", "", FACTS (.shape = IMAGE, .n_samples = 9, .alike = TRUE) },
  { "S11 flat", IMAGE, { "Dense units=32", OUT }, NULL, "S11", WB_SEVERITY_WARNING, 0,
    "one value throughout", "", FACTS (.shape = IMAGE, .n_samples = 9, .flat = TRUE) },
  { "S12", IMAGE, { "Dense units=32", OUT }, NULL, "S12", WB_SEVERITY_WARNING, 0,
    "takes 1e−28 % of the range", "",
    { .shape = IMAGE, .n_samples = 9, .maximum = 1, .usual_maximum = 1e-30,
      .scaling = { 0, 1 } } },
  { "S13", IMAGE, { "Dense units=32", OUT }, NULL, "S13", WB_SEVERITY_WARNING, 0,
    "are of 1 of 10 classes", "",
    FACTS (.n_samples = 900, .n_validating = 100, .n_classes = 10, .n_classes_validating = 1) },
  { "S13 not of few", IMAGE, { "Dense units=32", OUT },
    .facts = FACTS (.n_samples = 9, .n_validating = 1, .n_classes = 10,
                    .n_classes_validating = 1) },
  { "S14", { 3, { 3, 32, 32 } },
    { "Dense units=32", "Dense units=3072,activation=sigmoid", "Reshape target_shape=3,32,32" },
    NULL, "S14", WB_SEVERITY_WARNING, 0, "Images are 32×32×3", "",
    FACTS (.shape = { 3, { 3, 32, 32 } }) },
  { "S14 not of many channels", { 3, { 16, 16, 16 } },
    { "Dense units=32", "Dense units=4096,activation=sigmoid", "Reshape target_shape=16,16,16" },
    .facts = FACTS (.shape = { 3, { 16, 16, 16 } }) },
  { "S15", IMAGE, { "Dense units=32", OUT }, "optimizer=adadelta", "S15", WB_SEVERITY_WARNING, -1,
    "The learning rate is 0.001.", "Use a learning rate of 1", FACTS () },
  { "S16", IMAGE, { "Dense units=32", "BatchNormalization", OUT }, "batch_size=1", "S16",
    WB_SEVERITY_WARNING, 2, "one sample a batch",
    "Use batches of 32; Remove layer 3, BatchNormalization", FACTS (.n_samples = 9) },
  { "S16 of one sample", IMAGE, { "Dense units=32", "BatchNormalization", OUT }, NULL, "S16",
    WB_SEVERITY_WARNING, 2, "one sample a batch", "Remove layer 3, BatchNormalization",
    FACTS (.n_samples = 1) },
  { "S10 in front", { 3, { 256, 256, 1 } },
    { "Dense units=784,activation=relu", "Dense units=10", "Dense units=65536,activation=sigmoid" },
    NULL, "S10", WB_SEVERITY_WARNING, 1,
    "Layer 2, Dense, has 51 million weights (617 MB with Adam)",
    "Pool first; Set layer 2 to 196 units", FACTS () },
  { "S10", { 3, { 256, 256, 1 } },
    { "Dense units=784,activation=relu", "Dense units=65536,activation=sigmoid" }, NULL, "S10",
    WB_SEVERITY_WARNING, 2, "Layer 3, Dense, has 51 million weights (617 MB with Adam)",
    "", FACTS () },
  { "S10 time", { 3, { 256, 256, 1 } },
    { "Dense units=784,activation=relu", "Dense units=65536,activation=sigmoid" }, NULL, "S10",
    WB_SEVERITY_WARNING, 2, "; about 10 min an epoch.", "",
    FACTS (.n_samples = 60000, .flops_per_second = 5.0 * 103e6 * 60000 / 600) },
};
/* clang-format on */

static WbProject *
make_project (const Case *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AeModel) model = wb_template_chain (&self->input, self->layers, &error);
  g_auto (GStrv) setting = NULL;
  WbProject *project;

  g_assert_no_error (error);
  project = wb_project_new (model, NULL);
  project->data = wb_data_reference_new ("built-in", NULL, NULL);
  if (self->recipe != NULL)
    {
      setting = g_strsplit (self->recipe, "=", 2);
      g_assert_true (
        wb_edit_apply (&(WbEdit) { WB_EDIT_RECIPE, .name = setting[0], .text = setting[1] },
                       project, NULL));
    }
  return project;
}

static char *
list_fixes (const WbProblem *problem)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < problem->n_fixes; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? "; " : "", problem->fixes[i].label);
  return g_string_free (text, FALSE);
}

/* What waits is all that stands behind the layer at fault, and is said once.
 * Shapes are at fault in all errors but those of loss and range. */
static void
check_waiting (const GPtrArray *problems, guint n_layers)
{
  const WbProblem *error = wb_problems_get_error (problems), *waiting;

  if (error == NULL || strcmp (error->code, "S7") == 0 || strcmp (error->code, "S8") == 0)
    return;
  g_assert_cmpuint (problems->len, ==, (guint) error->layer + 1 < n_layers ? 2 : 1);
  if (problems->len == 1)
    return;
  waiting = g_ptr_array_index (problems, 1);
  g_assert_cmpint (waiting->severity, ==, WB_SEVERITY_WAITING);
  g_assert_cmpint (waiting->layer, ==, error->layer + 1);
  g_assert_cmpuint ((guint) waiting->last_layer, ==, n_layers - 1);
}

/* After a fix the problem is gone, and no other keeps the model from training. */
static void
check_fix (const Case *self, const WbProblem *problem, const WbFix *fix, WbProject *project)
{
  g_autoptr (WbProject) fixed = wb_project_copy (project);
  g_autoptr (GPtrArray) problems = NULL;
  WbDataFacts facts = self->facts;

  wb_fix_apply (fix, fixed);
  g_assert_false (wb_project_equal (fixed, project));
  g_assert_cmpint (fixed->mirrored, ==, strcmp (fix->label, "Mirror the encoder") == 0);
  if (fix->scaling != NULL)
    {
      double low = self->facts.minimum / facts.scaling.factor + facts.scaling.offset;
      double high = self->facts.maximum / facts.scaling.factor + facts.scaling.offset;

      facts.minimum = ds_scaling_apply (fix->scaling, low);
      facts.maximum = ds_scaling_apply (fix->scaling, high);
      g_assert_cmpfloat_with_epsilon (facts.minimum, 0, 1e-12);
      g_assert_cmpfloat_with_epsilon (facts.maximum, 1, 1e-12);
      facts.minimum = 0;
      facts.maximum = 1;
    }
  if (fix->fit != NULL && fix->fit->mode == DS_FIT_RESIZE)
    g_assert_cmpuint (4 * fix->fit->height, >=, 3 * facts.shape.dims[0]);
  if (fix->fit != NULL)
    facts.shape = AE_SHAPE (3, fix->fit->height, fix->fit->width, facts.shape.dims[2]);
  problems = wb_check (fixed->model, &fixed->recipe, &facts);
  for (guint i = 0; i < problems->len; i++)
    if (strcmp (((WbProblem *) g_ptr_array_index (problems, i))->code, problem->code) == 0)
      g_error ("%s: “%s” fixes nothing", self->name, fix->label);
  if (wb_problems_get_error (problems) != NULL)
    g_error ("%s: “%s” leaves an error", self->name, fix->label);
  trial_train (fixed);
}

static void
check_words (const WbProblem *problem)
{
  const char *const sentences[] = { problem->happened, problem->expected, problem->why };

  g_assert_true (g_ascii_isupper (problem->title[0]));
  g_assert_false (g_str_has_suffix (problem->title, "."));
  for (guint i = 0; i < G_N_ELEMENTS (sentences); i++)
    {
      g_assert_nonnull (sentences[i]);
      g_assert_true (g_str_has_suffix (sentences[i], "."));
      g_assert_false (g_str_has_suffix (sentences[i], ".."));
    }
}

static void
test_case (gconstpointer data)
{
  const Case *self = data;
  g_autoptr (WbProject) project = make_project (self);
  g_autoptr (WbProject) before = wb_project_copy (project);
  g_autoptr (GPtrArray) problems = wb_check (project->model, &project->recipe, &self->facts);
  const WbProblem *first = problems->len > 0 ? g_ptr_array_index (problems, 0) : NULL;
  g_autofree char *fixes = NULL, *text = NULL;

  for (guint i = 0; i < problems->len; i++)
    check_words (g_ptr_array_index (problems, i));
  g_assert_true (wb_project_equal (project, before));
  if (self->code == NULL)
    {
      g_assert_true (first == NULL || first->severity == WB_SEVERITY_NOTE);
      return;
    }
  g_assert_nonnull (first);
  g_assert_cmpstr (first->code, ==, self->code);
  g_assert_cmpint (first->severity, ==, self->severity);
  g_assert_cmpint (first->layer, ==, self->layer);
  text = wb_problem_to_text (first, project->model);
  if (strstr (text, self->words) == NULL)
    g_error ("“%s” does not say “%s”", text, self->words);
  fixes = list_fixes (first);
  g_assert_cmpstr (fixes, ==, self->fixes);
  for (guint i = 0; i < first->n_fixes; i++)
    check_fix (self, first, &first->fixes[i], project);
  check_waiting (problems, ae_model_get_n_layers (project->model));
}

/* Of an odd number of rows one more is taken off below than above, as a pooling
 * with same padding adds it. */
static void
test_crop (void)
{
  static const Case self = {
    "crop",
    { 3, { 29, 31, 1 } },
    { CONV (4), "MaxPooling2D padding=same", "MaxPooling2D padding=same", "UpSampling2D",
      "UpSampling2D", "Conv2D filters=1,kernel_size=1,activation=sigmoid" },
    .facts = FACTS (),
  };
  g_autoptr (WbProject) project = make_project (&self);
  g_autoptr (GPtrArray) problems = wb_check (project->model, &project->recipe, NULL);
  const WbFix *fix = wb_problems_get_error (problems)->fixes;
  const AeLayer *last = ae_model_get_layer (fix->model, ae_model_get_n_layers (fix->model) - 1);
  g_autofree char *cropping = ae_option_to_text (ae_options_find (last->klass->options, "cropping"),
                                                 last->options);

  g_assert_cmpstr (fix->label, ==, "Crop the output");
  g_assert_cmpstr (cropping, ==, "1,2,0,1");
}

/* S9 comes last, behind whatever else is said. */
static void
test_map (void)
{
  static const Case self = { "map", IMAGE, { "Dense units=32", OUT }, .facts = FACTS () };
  g_autoptr (WbProject) project = make_project (&self);
  g_autoptr (GPtrArray) problems = wb_check (project->model, &project->recipe, NULL);
  g_autoptr (GPtrArray) after = NULL;
  const WbProblem *note;

  g_assert_cmpuint (problems->len, ==, 1);
  note = g_ptr_array_index (problems, 0);
  g_assert_cmpstr (note->code, ==, "S9");
  g_assert_cmpint (note->severity, ==, WB_SEVERITY_NOTE);
  g_assert_cmpstr (note->happened, ==, "The map shows 2 of 32 code dimensions.");
  wb_fix_apply (&note->fixes[0], project);
  after = wb_check (project->model, &project->recipe, NULL);
  g_assert_cmpuint (after->len, ==, 0);
}

/* Every template on every shape it takes is without error and warning. */
static void
test_templates (void)
{
  static const AeShape shapes[] = {
    IMAGE, LIST, { 3, { 30, 30, 1 } }, { 3, { 32, 32, 3 } }, { 2, { 28, 28 } },
  };

  for (const WbTemplate *const *each = wb_templates (); *each != NULL; each++)
    for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
      {
        g_autoptr (WbProject) project = wb_template_build (*each, &shapes[i], NULL);
        WbDataFacts facts = FACTS (.shape = shapes[i]);
        g_autoptr (GPtrArray) problems = NULL;

        if (project == NULL || ae_model_get_n_layers (project->model) == 1)
          continue;
        problems = wb_check (project->model, &project->recipe, &facts);
        for (guint j = 0; j < problems->len; j++)
          g_assert_cmpint (((WbProblem *) g_ptr_array_index (problems, j))->severity, ==,
                           WB_SEVERITY_NOTE);
      }
}

/* Random models: the checker never fails, agrees with the engine on whether a
 * model can run, and every fix it offers can be applied. */
static void
test_random_models (void)
{
  const AeLayerClass *const *classes = ae_layer_classes ();
  GRand *random = g_rand_new_with_seed (11);
  guint n_classes = 0;

  while (classes[n_classes] != NULL)
    n_classes++;
  for (guint round = 0; round < 2000; round++)
    {
      AeShape shape = { (guint) g_rand_int_range (random, 1, 4),
                        { (guint) g_rand_int_range (random, 1, 12),
                          (guint) g_rand_int_range (random, 1, 12), 2 } };
      g_autoptr (AeModel) model = ae_model_new (&shape);
      g_autoptr (WbProject) project = wb_project_new (model, NULL);
      g_autoptr (GPtrArray) problems = NULL;
      gint n = g_rand_int_range (random, 0, 7);

      for (gint i = 0; i < n; i++)
        wb_edit_apply (
          &(WbEdit) { WB_EDIT_INSERT, .index = 1,
                      .type = classes[g_rand_int_range (random, 0, (gint) n_classes)]->type },
          project, NULL);
      problems = wb_check (project->model, &project->recipe, NULL);
      if (!wb_problems_get_error (problems))
        g_assert_true (ae_model_infer (project->model, (AeShape[16]) { 0 }, NULL, NULL));
      for (guint i = 0; i < problems->len; i++)
        {
          const WbProblem *problem = g_ptr_array_index (problems, i);

          check_words (problem);
          for (guint j = 0; j < problem->n_fixes; j++)
            {
              g_autoptr (WbProject) fixed = wb_project_copy (project);

              wb_fix_apply (&problem->fixes[j], fixed);
              g_assert_false (wb_project_equal (project, fixed));
            }
        }
    }
  g_rand_free (random);
}

static void
test_facts (void)
{
  const guint8 values[] = { 0, 10, 20, 30, 40, 255 };
  g_autoptr (DsDataset) dataset = ds_dataset_new_from_memory ("six", &(DsShape) { 2, { 1, 2 } },
                                                              DS_SAMPLE_BYTE, values, 3, NULL,
                                                              NULL);
  WbDataFacts facts = WB_DATA_FACTS_NONE;

  wb_data_facts_set_dataset (&facts, dataset);
  g_assert_true (ae_shape_equal (&facts.shape, &AE_SHAPE (2, 1, 2)));
  g_assert_cmpuint (facts.n_samples, ==, 3);
  g_assert_cmpfloat (facts.minimum, ==, 0);
  g_assert_cmpfloat (facts.maximum, ==, 1);
  g_assert_cmpfloat_with_epsilon (facts.scaling.factor, 1.0 / 255, 1e-12);
  g_assert_cmpfloat_with_epsilon (facts.usual_maximum, 30.0 / 255, 1e-6);
  g_assert_false (facts.alike);
  g_assert_false (facts.flat);
}

/* Of many samples those are looked at that lie all over the set: what comes late
 * counts. */
static void
test_facts_of_many (void)
{
  guint8 values[2 * 2000] = { 0 };
  g_autoptr (DsDataset) dataset = NULL;
  WbDataFacts facts = WB_DATA_FACTS_NONE;

  for (guint i = 2 * 1000; i < G_N_ELEMENTS (values); i++)
    values[i] = (guint8) (i * 31);
  dataset = ds_dataset_new_from_memory ("many", &(DsShape) { 2, { 1, 2 } }, DS_SAMPLE_BYTE, values,
                                        2000, NULL, NULL);
  wb_data_facts_set_dataset (&facts, dataset);
  g_assert_false (facts.alike);
  g_assert_false (facts.flat);
}

/* Of what is wrong with data nothing escapes the way from the data to the words. */
static const char *
find_warning (const float *values, const gint *labels, gsize n, gsize n_training)
{
  static const Case model = { "data",
                              { 3, { 2, 2, 1 } },
                              { "Dense units=1", "Dense units=4,activation=sigmoid" } };
  g_autoptr (WbProject) project = make_project (&model);
  g_autoptr (GError) error = NULL;
  g_autoptr (DsDataset) dataset = ds_dataset_new_from_memory ("samples",
                                                              &(DsShape) { 3, { 2, 2, 1 } },
                                                              DS_SAMPLE_FLOAT, values, n, labels,
                                                              &error);
  g_autoptr (DsDataset) training = ds_dataset_new_slice (dataset, 0, n_training);
  g_autoptr (DsDataset) validation = ds_dataset_new_slice (dataset, n_training, n - n_training);
  g_autoptr (GPtrArray) problems = NULL;
  WbDataFacts facts = WB_DATA_FACTS_NONE;

  g_assert_no_error (error);
  wb_data_facts_set_dataset (&facts, training);
  wb_data_facts_set_parts (&facts, training, validation);
  problems = wb_check (project->model, &project->recipe, &facts);
  return problems->len > 0 ? ((WbProblem *) g_ptr_array_index (problems, 0))->code : "";
}

static void
test_data (void)
{
  float values[4 * 100];
  gint labels[100];

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    values[i] = (float) (i * 7 % 11) / 10;
  for (gint i = 0; i < 100; i++)
    labels[i] = i % 5;
  g_assert_cmpstr (find_warning (values, labels, 100, 80), ==, "");
  for (gint i = 0; i < 100; i++)
    labels[i] = i / 20;
  g_assert_cmpstr (find_warning (values, labels, 100, 80), ==, "S13");
  values[40] = 1e30f;
  g_assert_cmpstr (find_warning (values, NULL, 100, 80), ==, "S12");
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    values[i] = (float) (i / 4 % 3) / 2;
  g_assert_cmpstr (find_warning (values, NULL, 100, 80), ==, "S11");
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    values[i] = (float) (i % 4) / 3;
  g_assert_cmpstr (find_warning (values, NULL, 100, 80), ==, "S11");
}

/* First: weights alone; then weights and input. */
static void
test_speed (void)
{
  g_autoptr (AeModel) empty = ae_model_new (&AE_SHAPE (1, 50));
  g_autoptr (AeModel) encoder = ae_model_append (empty, "Dense", "units=20", NULL);
  g_autoptr (AeModel) active = ae_model_append (encoder, "Activation", "activation=relu", NULL);
  g_autoptr (AeModel) model = ae_model_append (active, "Dense", "units=50", NULL);
  AeShape shapes[4];

  g_assert_true (ae_model_infer (model, shapes, NULL, NULL));
  g_assert_cmpfloat (wb_speed_count_flops (model, shapes), ==, 2 * 2 * 50 * 20 + 3 * 2 * 20 * 50);
  g_assert_cmpfloat (wb_speed_measure (1), >, 1e6);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/checker/%s", cases[i].name);

      g_test_add_data_func (g_strdelimit (path + 9, " ", '-') - 9, &cases[i], test_case);
    }
  g_test_add_func ("/checker/crop", test_crop);
  g_test_add_func ("/checker/map", test_map);
  g_test_add_func ("/checker/templates", test_templates);
  g_test_add_func ("/checker/random-models", test_random_models);
  g_test_add_func ("/checker/facts", test_facts);
  g_test_add_func ("/checker/facts-of-many", test_facts_of_many);
  g_test_add_func ("/checker/data", test_data);
  g_test_add_func ("/checker/speed", test_speed);
  return g_test_run ();
}
