/* SPDX-License-Identifier: MIT */
/* Models with random weights for the tests of the C source export, and what
 * compiles and runs its files.
 */
#pragma once

#include "app/export/export.h"
#include "app/project/checkpoint.h"
#include "tests/app/project/project-fixture.h"

G_BEGIN_DECLS

/* Weights drawn around 0, variances around 1; (transfer full). */
WbCheckpoint *fixture_make_random (AeModel *model, const AeRecipe *recipe);

/* Appends "Type options", or fails. */
void fixture_append (AeModel **model, const char *type, const char *options);

/* A layer with these options between others that learn; it gives back its input's shape;
 * (transfer full). */
AeModel *
fixture_make_between (const AeLayerClass *klass, const AeProbe *probe, const char *options);

/* Two activations and a layer behind them that joins the first where it can; (transfer full). */
AeModel *fixture_make_around (const AeLayerClass *klass, const AeProbe *probe);

/* Flags of a compiler: sanitizers, and not optimised, which takes longer than running; and
 * the file's own test as the program. */
#define FIXTURE_SANITIZE  "-O0 -g -fsanitize=address,undefined -fno-sanitize-recover=all"
#define FIXTURE_SELF_TEST "-DMODEL_SELF_TEST"

/* Writes the part to @path. What it computes is not compared with the model. */
void fixture_export (WbCheckpoint *checkpoint,
                     const WbDataReference *reference,
                     WbExportPart part,
                     const char *path);

/* Compiles at -O1 with every warning an error, runs and asserts success; skips a compiler that is
 * not here. @flags: more of them, separated by blanks. (transfer full): what the program wrote. */
char *fixture_compile (const char *compiler, const char *flags, const char *source);

G_END_DECLS
