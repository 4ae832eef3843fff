/* SPDX-License-Identifier: MIT */
/* The words beside and below the columns: what each row is, how well the model
 * does over all that is shown, or what there will be to see.
 */
#include "ui/views/live/reconstructions-private.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/figures/image-grid.h"
#include "app/figures/text.h"
#include "ui/format.h"

#define MARGIN    HG_RECONSTRUCTIONS_MARGIN
#define KEY_WIDTH 90

/* Between the key of the error's colours and the words at the right end. */
#define KEY_GAP 12

double
hg_reconstructions_get_psnr (double squared_error)
{
  return squared_error > 1e-9 ? MIN (-10 * log10 (squared_error), 99) : 99;
}

static double
row_middle (const HgReconstructions *self, guint band, guint row)
{
  double top = band * hg_reconstructions_get_band_height (self) + HG_SAMPLE_TOP
               + row * (self->tile + self->gap);

  return row < 3 ? top + self->tile / 2. : top + HG_SAMPLE_NUMBER / 2. - 4;
}

static void
draw (WbText *text, const char *words, double x, double y, double align)
{
  wb_text_draw (text, words, x, y, align, &text->style->dim);
}

/* Returns where it ends. */
static double
draw_error_key (HgReconstructions *self, WbText *text, double y)
{
  gboolean ink = wb_style_shows_ink (text->style, &self->shape);
  const char *less = ink ? _ ("too light") : _ ("too low");
  const char *more = ink ? _ ("too dark") : _ ("too high");
  const guint32 *map = wb_colour_map (WB_MAP_ERROR, text->style->dark);
  double x = MARGIN + hg_reconstructions_get_label_width (self);

  draw (text, _ ("Error"), MARGIN, y, 0);
  draw (text, less, x, y, 0);
  x += wb_text_width (text, less) + 8;
  for (guint i = 0; i < KEY_WIDTH; i++)
    {
      WbColour colour = wb_colour (map[i * 255 / (KEY_WIDTH - 1)] & 0xffffff, 1);

      wb_colour_set (&colour, text->cr);
      cairo_rectangle (text->cr, x + i, y - 4, 1, 8);
      cairo_fill (text->cr);
    }
  draw (text, more, x + KEY_WIDTH + 8, y, 0);
  return x + KEY_WIDTH + 8 + wb_text_width (text, more);
}

static double
mean (const HgReconstructions *self, const double *values)
{
  double sum = 0;

  for (guint i = 0; i < self->n_shown; i++)
    sum += values[self->first + i];
  return sum / MAX (self->n_shown, 1);
}

/* The number at the right end, what it is of before it if there is room behind
 * @from. */
static void
draw_mean (HgReconstructions *self, WbText *text, const char *number, double from, double y)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  g_autofree char *words = g_strdup_printf (_ ("Mean of these %u"), self->n_shown);
  double x = width - MARGIN;

  wb_text_set_font (text, WB_TEXT_CAPTION, TRUE);
  wb_text_draw (text, number, x, y, 1, &text->style->text);
  x -= wb_text_width (text, number) + 10;
  wb_text_set_font (text, WB_TEXT_CAPTION, FALSE);
  if (x - wb_text_width (text, words) > from + KEY_GAP)
    draw (text, words, x, y, 1);
}

static void
draw_foot (HgReconstructions *self, WbText *text, double y)
{
  g_autofree char *number = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  if (!self->noisy)
    {
      number = hg_format_real (mean (self, self->errors), "%.4f");
      draw_mean (self, text, number, draw_error_key (self, text, y), y);
      return;
    }
  before = hg_format_real (hg_reconstructions_get_psnr (mean (self, self->noises)), "%.1f");
  after = hg_format_real (hg_reconstructions_get_psnr (mean (self, self->errors)), "%.1f");
  number = g_strdup_printf (_ ("%s dB → %s dB"), before, after);
  draw (text, _ ("PSNR in decibels: the higher, the closer to the clean image"), MARGIN, y, 0);
  draw_mean (self, text, number, MARGIN, y + text->size + 8);
}

static const char *
choose_message (HgReconstructions *self)
{
  if (hg_workspace_get_error (self->workspace) != NULL)
    return _ ("Waiting for a valid model");
  if (hg_workspace_get_state (self->workspace) == WB_RUN_RUNNING)
    return _ ("The first reconstruction is on its way");
  return _ ("Press Train to see the first reconstruction");
}

/* Below the places that wait, what will fill them. */
static void
draw_waiting (HgReconstructions *self, WbText *text)
{
  double x = gtk_widget_get_width (GTK_WIDGET (self)) / 2.;
  double y = row_middle (self, self->bands - 1, 3) + 22;

  wb_text_set_font (text, WB_TEXT_HEADING, TRUE);
  wb_text_draw (text, choose_message (self), x, y, .5, &text->style->text);
  wb_text_set_font (text, WB_TEXT_CAPTION, FALSE);
  draw (text,
        self->noisy ? _ ("The model gets the noisy row and learns to return "
                         "the clean one")
                    : _ ("Each column is an image that is not trained on"),
        x, y + 22, .5);
}

void
hg_reconstructions_draw_words (HgReconstructions *self, cairo_t *cr, const WbStyle *style)
{
  static const char *const plain[] = { N_ ("Input"), N_ ("Output"), N_ ("Error"), N_ ("MSE") };
  static const char *const noisy[] = { N_ ("Clean"), N_ ("Noisy"), N_ ("Denoised"), N_ ("PSNR") };
  const char *const *labels = self->noisy ? noisy : plain;
  g_auto (WbText) text;

  wb_text_init (&text, cr, style);
  wb_text_set_font (&text, WB_TEXT_CAPTION, FALSE);
  for (guint band = 0; band < self->bands; band++)
    for (guint i = 0; i < (self->has_outputs ? 4 : 3); i++)
      draw (&text, _ (labels[i]), MARGIN, row_middle (self, band, i), 0);
  if (self->has_outputs)
    draw_foot (self, &text, row_middle (self, self->bands - 1, 3) + 34);
  else
    draw_waiting (self, &text);
}
