/* SPDX-License-Identifier: MIT */
/* What tests know in place of the public sets: those that mirror.py serves, whose table
 * "mirror.py --table" prints. A program that is linked with this file takes it first. */
#include "data/known/known-set.h"

/* Nobody listens at this port. */
#define NOBODY "http://127.0.0.1:1/"

/* clang-format off */
const DsKnownSet ds_known_sets[] = {
  {
    .name = "mnist", .title = "MNIST", .summary = "small images", .aliases = "",
    .n_samples = 700,
    .files = {
      { "train-images-idx3-ubyte", 470416,
        "706b9de6d2b0c162587884bb7bfb2cf122559b0f9be9992f32a2d7600bd2b8be" },
      { "train-labels-idx1-ubyte", 608,
        "5541c60a3120cf638527c9f2b1c5af1ef73a00f6c13de872d6630afba5ed8c5b" },
      { "t10k-images-idx3-ubyte", 78416,
        "3bfbb085569d0386c38f98c11ac8783048984fa2553606a78e3ea6c0fa6c544d" },
      { "t10k-labels-idx1-ubyte", 108,
        "000c2f6af9644a64c708412648db8be171b80526d581e6bfbd171e787748bdce" },
    },
    .mirrors = { NOBODY },
  },
  {
    .name = "fashion-mnist", .title = "Fashion-MNIST", .summary = "fewer images",
    .aliases = "fashion",
    .n_samples = 100,
    .files = {
      { "t10k-images-idx3-ubyte", 78416,
        "3bfbb085569d0386c38f98c11ac8783048984fa2553606a78e3ea6c0fa6c544d" },
    },
    .mirrors = { NOBODY },
  },
  { NULL },
};
/* clang-format on */
