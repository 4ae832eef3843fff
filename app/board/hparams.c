/* SPDX-License-Identifier: MIT */
/* The numbers of the fields are those of plugin_data.proto, api.proto and struct.proto. */
#include "app/board/hparams.h"

#include "app/onnx/protobuf.h"
#include "app/runs/differences.h"

#define DATA_EXPERIMENT    2
#define DATA_BEGIN         3
#define DATA_END           4
#define EXPERIMENT_SETTING 4
#define EXPERIMENT_METRIC  5
#define SETTING_NAME       1
#define SETTING_TITLE      2
#define SETTING_TYPE       4
#define SETTING_DIFFERS    7
#define TYPE_STRING        1
#define TYPE_BOOL          2
#define TYPE_NUMBER        3
#define METRIC_NAME        1
#define METRIC_NAME_TAG    2
#define BEGIN_VALUE        1
#define BEGIN_TIME         5
#define ENTRY_KEY          1
#define ENTRY_VALUE        2
#define VALUE_NUMBER       2
#define VALUE_STRING       3
#define VALUE_BOOL         4
#define END_STATUS         1
#define END_TIME           2
#define STATUS_SUCCESS     1
#define STATUS_FAILURE     2
#define MODEL              "model"

static GByteArray *
wrap (guint field, GByteArray *message)
{
  GByteArray *data = g_byte_array_new ();

  wb_protobuf_add_message (data, field, message);
  return data;
}

static guint
get_type (const WbRunRecord *run, const char *name)
{
  switch (wb_run_get_setting_kind (run, name))
    {
    case AE_OPTION_INT:
    case AE_OPTION_FLOAT:
      return TYPE_NUMBER;
    case AE_OPTION_BOOL:
      return TYPE_BOOL;
    default:
      return TYPE_STRING;
    }
}

static void
add_setting (GByteArray *experiment,
             const char *name,
             const char *title,
             guint type,
             gboolean differs)
{
  GByteArray *setting = g_byte_array_new ();

  wb_protobuf_add_text (setting, SETTING_NAME, name);
  wb_protobuf_add_text (setting, SETTING_TITLE, title);
  wb_protobuf_add_varint (setting, SETTING_TYPE, type);
  wb_protobuf_add_varint (setting, SETTING_DIFFERS, differs);
  wb_protobuf_add_message (experiment, EXPERIMENT_SETTING, setting);
}

GByteArray *
wb_hparams_experiment (const WbRunRecord *run,
                       const char *const *varied,
                       const char *const *metrics)
{
  GByteArray *experiment = g_byte_array_new ();
  g_autoptr (GPtrArray) names = wb_run_list_settings (run);

  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *title = wb_run_get_setting_title (run, names->pdata[i]);

      add_setting (experiment, names->pdata[i], title, get_type (run, names->pdata[i]),
                   g_strv_contains (varied, names->pdata[i]));
    }
  add_setting (experiment, MODEL, MODEL, TYPE_STRING, FALSE);
  for (guint i = 0; metrics[i] != NULL; i++)
    {
      GByteArray *metric = g_byte_array_new (), *name = g_byte_array_new ();

      wb_protobuf_add_text (name, METRIC_NAME_TAG, metrics[i]);
      wb_protobuf_add_message (metric, METRIC_NAME, name);
      wb_protobuf_add_message (experiment, EXPERIMENT_METRIC, metric);
    }
  return wrap (DATA_EXPERIMENT, experiment);
}

static void
add_value (GByteArray *begin, const char *name, guint type, const char *text)
{
  GByteArray *value = g_byte_array_new (), *entry = g_byte_array_new ();

  if (type == TYPE_NUMBER)
    wb_protobuf_add_double (value, VALUE_NUMBER, g_ascii_strtod (text, NULL));
  else if (type == TYPE_BOOL)
    wb_protobuf_add_varint (value, VALUE_BOOL, g_str_equal (text, "true"));
  else
    wb_protobuf_add_text (value, VALUE_STRING, text);
  wb_protobuf_add_text (entry, ENTRY_KEY, name);
  wb_protobuf_add_message (entry, ENTRY_VALUE, value);
  wb_protobuf_add_message (begin, BEGIN_VALUE, entry);
}

GByteArray *
wb_hparams_begin (const WbRunRecord *run)
{
  GByteArray *begin = g_byte_array_new ();
  g_autoptr (GPtrArray) names = wb_run_list_settings (run);
  g_autofree char *model = wb_run_describe_model (run->model);

  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *text = wb_run_get_setting (run, names->pdata[i]);

      add_value (begin, names->pdata[i], get_type (run, names->pdata[i]), text);
    }
  add_value (begin, MODEL, TYPE_STRING, model);
  wb_protobuf_add_double (begin, BEGIN_TIME, (double) run->when);
  return wrap (DATA_BEGIN, begin);
}

GByteArray *
wb_hparams_end (WbRunOutcome outcome, double ended)
{
  GByteArray *end = g_byte_array_new ();

  wb_protobuf_add_varint (end, END_STATUS,
                          outcome == WB_RUN_DIVERGED ? STATUS_FAILURE : STATUS_SUCCESS);
  wb_protobuf_add_double (end, END_TIME, ended);
  return wrap (DATA_END, end);
}
