// SPDX-License-Identifier: MIT
//
// What a mapping meets in life: files truncated under it, system calls that fail. The files are
// real, the failures of system calls injected. What is left after each failure was seen on CPython
// 3.14.10, with the same failures injected there.
#include <cerrno>

#include <gtest/gtest.h>

#include "impl/bus_errors.h"
#include "impl/test/files.h"

namespace holdfast::impl::test {
namespace {

constexpr const char* kMissing = "OSError: [Errno 14] Bad address";
const auto kPage = static_cast<std::int64_t>(page_size());

// Replaces some system calls while it lives.
class Faulty {
 public:
  explicit Faulty(void (*change)(SystemCalls&)) : table_(real_system_calls()) {
    change(table_);
    set_system_calls(&table_);
  }
  Faulty(const Faulty&) = delete;
  Faulty& operator=(const Faulty&) = delete;
  ~Faulty() { set_system_calls(nullptr); }

 private:
  SystemCalls table_;
};

int fails_with(int number) {
  errno = number;
  return -1;
}

TEST(AFullDisk, LeavesTheMappingAsItWas) {
  const TemporaryFile file("abcdef");
  const auto mapping = map_file(file.fd());
  const Faulty full([](SystemCalls& calls) {
    calls.truncate = [](int, std::int64_t) { return fails_with(ENOSPC); };
  });
  EXPECT_EQ(invoke(mapping, "resize", {num(10)}), "OSError: [Errno 28] No space left on device");
  EXPECT_EQ(contents(mapping), "abcdef");
  EXPECT_EQ(file.size(), 6);
}

TEST(AnInterruptedSystemCall, IsNotTriedAgain) {
  const TemporaryFile file("abcdef");
  const auto mapping = map_file(file.fd());
  const Faulty interrupted([](SystemCalls& calls) {
    calls.truncate = [](int, std::int64_t) { return fails_with(EINTR); };
    calls.sync = [](void*, std::size_t) { return fails_with(EINTR); };
  });
  EXPECT_EQ(invoke(mapping, "resize", {num(10)}), "OSError: [Errno 4] Interrupted system call");
  EXPECT_EQ(invoke(mapping, "flush"), "OSError: [Errno 4] Interrupted system call");
  EXPECT_EQ(contents(mapping), "abcdef");
}

TEST(ARefusedRemapping, LeavesTheFileWithItsNewSize) {
  const TemporaryFile file("abcdef");
  const auto mapping = map_file(file.fd());
  const Faulty refused([](SystemCalls& calls) {
    calls.remap = [](void*, std::size_t, std::size_t) {
      errno = ENOMEM;
      return MAP_FAILED;
    };
  });
  EXPECT_EQ(invoke(mapping, "resize", {num(10)}), "OSError: [Errno 12] Cannot allocate memory");
  EXPECT_EQ(invoke(mapping, "__len__"), "6");
  EXPECT_EQ(file.size(), 10);
  EXPECT_EQ(invoke(mapping, "resize", {num(3)}), "OSError: [Errno 12] Cannot allocate memory");
  EXPECT_EQ(file.contents(), "abc");
  EXPECT_EQ(contents(mapping), std::string("abc\0\0\0", 6)) << "the page is still there";
}

TEST(AFailedConstructor, ClosesTheDescriptorThatItDuplicated) {
  const TemporaryFile file("abcdef");
  const std::size_t before = open_descriptors();
  {
    const Faulty refused([](SystemCalls& calls) {
      calls.map = [](std::size_t, int, int, int, std::int64_t) {
        errno = ENODEV;
        return MAP_FAILED;
      };
    });
    EXPECT_EQ(made({num(file.fd()), num(0)}), "OSError: [Errno 19] No such device");
  }
  EXPECT_EQ(open_descriptors(), before);
  const Faulty none_left(
      [](SystemCalls& calls) { calls.duplicate = [](int) { return fails_with(EMFILE); }; });
  EXPECT_EQ(made({num(file.fd()), num(0)}), "OSError: [Errno 24] Too many open files");
  EXPECT_EQ(made({num(file.fd()), num(0), Value::boolean(false)}, {"trackfd"}),
            "<mmap.mmap closed=False, access=ACCESS_DEFAULT, length=6, pos=0, offset=0>");
}

TEST(Mappings, GiveEverythingBack) {
  const std::size_t descriptors = open_descriptors();
  const std::size_t mappings = deleted_mappings();
  {
    const TemporaryFile file(std::string(static_cast<std::size_t>(2 * kPage), 'x'));
    std::vector<Ref<Mmap>> kept;
    for (int access = 0; access < 4; ++access) {
      kept.push_back(map_file(file.fd(), {.access = access}));
      kept.push_back(map_file(file.fd(), {.length = 10, .access = access, .offset = kPage}));
      kept.push_back(map_file(file.fd(), {.access = access, .trackfd = false}));
    }
    EXPECT_GE(deleted_mappings(), mappings + kept.size());
    EXPECT_EQ(mapping_census().mappings, static_cast<std::int64_t>(kept.size()));
    for (const auto& mapping : kept) (void)mapping->resize(5);
    file.truncate(0);
    EXPECT_EQ(invoke(kept.back(), "__getitem__", {num(0)}), kMissing);
    for (std::size_t i = 0; i < kept.size(); i += 2) EXPECT_EQ(invoke(kept[i], "close"), "None");
  }
  EXPECT_EQ(open_descriptors(), descriptors);
  EXPECT_EQ(deleted_mappings(), mappings);
  EXPECT_EQ(mapping_census().mappings, 0);
  EXPECT_EQ(mapping_census().bytes, 0);
  EXPECT_EQ(mapping_census().descriptors, 0);
}

// CPython dies of SIGBUS in each of these.
TEST(AFileThatWasTruncated, IsSurvivedByEveryAccess) {
  struct Access {
    const char* method;
    std::vector<Value> arguments;
  };
  const std::vector<Access> accesses = {
      {"__getitem__", {num(0)}},
      {"__getitem__", {slice(none(), none())}},
      {"__getitem__", {slice(none(), none(), num(-3))}},
      {"__setitem__", {num(0), num(1)}},
      {"__setitem__", {slice(num(0), num(2)), bytes("ab")}},
      {"__setitem__", {slice(num(0), num(4), num(2)), bytes("ab")}},
      {"__contains__", {bytes("x")}},
      {"read", {}},
      {"read_byte", {}},
      {"readline", {}},
      {"write", {bytes("abc")}},
      {"write_byte", {num(1)}},
      {"find", {bytes("xyz")}},
      {"rfind", {bytes("x")}},
      {"move", {num(0), num(4), num(2)}},
  };
  for (const Access& access : accesses) {
    const TemporaryFile file("abcdefgh");
    const auto mapping = map_file(file.fd());
    file.truncate(0);
    EXPECT_EQ(invoke(mapping, access.method, access.arguments), kMissing) << access.method;
    EXPECT_EQ(invoke(mapping, "tell"), "0") << access.method;
    EXPECT_EQ(invoke(mapping, "close"), "None") << access.method;
  }
}

TEST(AFileThatWasTruncated, IsSurvivedThroughViews) {
  const TemporaryFile file("abcdefgh");
  const auto mapping = map_file(file.fd());
  const auto shown_by = view(mapping);
  file.truncate(0);
  const BusErrorWatch watch;
  EXPECT_EQ(call(shown_by, "__getitem__", {num(0)}), "0") << "zeros in the place of what is gone";
  EXPECT_FALSE(watch.check()) << "the missing page was not counted";
}

TEST(AFileThatWasTruncated, ShowsZerosUpToTheEndOfItsLastPage) {
  const TemporaryFile file(std::string(static_cast<std::size_t>(2 * kPage), 'x'));
  const auto mapping = map_file(file.fd());
  file.truncate(10);
  EXPECT_EQ(invoke(mapping, "__getitem__", {num(9)}), "120");
  EXPECT_EQ(invoke(mapping, "__getitem__", {num(kPage - 1)}), "0");
  EXPECT_EQ(invoke(mapping, "__getitem__", {num(kPage)}), kMissing);
}

TEST(SharedMemoryGrownBehindAFile, MissesItsNewPages) {
  const TemporaryFile file("abcdefgh");
  const auto mapping = map_file(file.fd(), {.flags = MAP_SHARED | MAP_ANONYMOUS});
  ASSERT_EQ(invoke(mapping, "resize", {num(2 * kPage)}), "None");
  EXPECT_EQ(file.size(), 2 * kPage);
  EXPECT_EQ(invoke(mapping, "__getitem__", {num(0)}), "0");
  EXPECT_EQ(invoke(mapping, "__getitem__", {num(kPage)}), kMissing);
}

TEST(AForeignBusErrorDeathTest, EndsTheProcessAsBefore) {
  const TemporaryFile file("abcdefgh");
  const auto mapping = map_file(file.fd());
  void* foreign = ::mmap(nullptr, 8, PROT_READ, MAP_SHARED, file.fd(), 0);
  ASSERT_NE(foreign, MAP_FAILED);
  file.truncate(0);
  EXPECT_DEATH((void)*static_cast<volatile char*>(foreign), "");
  (void)::munmap(foreign, 8);
}

}  // namespace
}  // namespace holdfast::impl::test
