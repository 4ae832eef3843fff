/* SPDX-License-Identifier: MIT */
/*
 * THE TABLE of sets that can be downloaded: one row each. The sums of MNIST and Fashion-MNIST were
 * computed from files with the MD5 sums that their authors publish; those of KMNIST, whose authors
 * publish none, are what TensorFlow Datasets checks for the same addresses.
 */
#include "data/known/known-set.h"

#include "data/words.h"

#define TRAINING_IMAGES   "train-images-idx3-ubyte.gz"
#define TRAINING_LABELS   "train-labels-idx1-ubyte.gz"
#define VALIDATION_IMAGES "t10k-images-idx3-ubyte.gz"
#define VALIDATION_LABELS "t10k-labels-idx1-ubyte.gz"

/* clang-format off */
const DsKnownSet ds_known_sets[] = {
  {
    .name = "mnist", .title = "MNIST", .summary = N_ ("handwritten digits"), .aliases = "",
    .n_samples = 70000,
    .files = {
      { TRAINING_IMAGES, 9912422,
        "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609" },
      { TRAINING_LABELS, 28881,
        "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c" },
      { VALIDATION_IMAGES, 1648877,
        "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6" },
      { VALIDATION_LABELS, 4542,
        "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6" },
    },
    .mirrors = {
      "https://ossci-datasets.s3.amazonaws.com/mnist/",
      "https://storage.googleapis.com/cvdf-datasets/mnist/",
    },
  },
  {
    .name = "fashion-mnist", .title = "Fashion-MNIST", .summary = N_ ("pictures of clothes"),
    .aliases = "fashion",
    .n_samples = 70000,
    .files = {
      { TRAINING_IMAGES, 26421880,
        "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84" },
      { TRAINING_LABELS, 29515,
        "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845" },
      { VALIDATION_IMAGES, 4422102,
        "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073" },
      { VALIDATION_LABELS, 5148,
        "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5" },
    },
    .mirrors = {
      "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
      "https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion/",
      "https://storage.googleapis.com/tensorflow/tf-keras-datasets/",
    },
  },
  {
    .name = "kmnist", .title = "KMNIST", .summary = N_ ("cursive Japanese characters"),
    .aliases = "kuzushiji-mnist",
    .n_samples = 70000,
    .files = {
      { TRAINING_IMAGES, 18165135,
        "51467d22d8cc72929e2a028a0428f2086b092bb31cfb79c69cc0a90ce135fde4" },
      { TRAINING_LABELS, 29497,
        "e38f9ebcd0f3ebcdec7fc8eabdcdaef93bb0df8ea12bee65224341c8183d8e17" },
      { VALIDATION_IMAGES, 3041136,
        "edd7a857845ad6bb1d0ba43fe7e794d164fe2dce499a1694695a792adfac43c5" },
      { VALIDATION_LABELS, 5120,
        "20bb9a0ef54c7db3efc55a92eef5582c109615df22683c380526788f98e42a1c" },
    },
    .mirrors = {
      "https://codh.rois.ac.jp/kmnist/dataset/kmnist/",
      "http://codh.rois.ac.jp/kmnist/dataset/kmnist/",
    },
  },
  { NULL },
};
/* clang-format on */
