// SPDX-License-Identifier: MIT
#include "model/model.h"

#include "subjects/registry.h"

namespace holdfast {

std::unique_ptr<Subject> make_reference_model() { return model::make_model(); }

}  // namespace holdfast
