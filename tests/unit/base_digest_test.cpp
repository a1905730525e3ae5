#include "base/digest.hpp"

#include <gtest/gtest.h>

#include <string>

namespace {

using namespace pmm;  // NOLINT(google-build-using-namespace): a test

std::string sha256(std::string_view text) {
  Sha256 sha;
  sha.add(text);
  return to_hex(as_text(sha.finish()));
}

TEST(Digest, MatchesTheVectorsOfFips180) {
  EXPECT_EQ(sha256(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(sha256(std::string(1'000'000, 'a')),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Digest, IsTheSameInPiecesAndAfterReset) {
  Sha256 sha;
  sha.add("something else");
  sha.reset();
  for (const char* piece : {"a", "", "b", "c"}) sha.add(piece);
  EXPECT_EQ(to_hex(as_text(sha.finish())), sha256("abc"));
}

TEST(Digest, KeepsIntegersAndTextsApart) {
  const auto of = [](auto&& fill) {
    Sha256 sha;
    fill(sha);
    return to_hex(as_text(sha.finish()));
  };
  EXPECT_EQ(of([](Sha256& s) { s.add_int(-2); }),
            sha256(std::string("\xFE\xFF\xFF\xFF\xFF\xFF\xFF\xFF", 8)));
  EXPECT_EQ(of([](Sha256& s) { s.add_text("ab"); }),
            sha256(std::string("\x02\0\0\0\0\0\0\0ab", 10)));
  EXPECT_NE(of([](Sha256& s) { s.add_text("a"), s.add_text("bc"); }),
            of([](Sha256& s) { s.add_text("ab"), s.add_text("c"); }));
}

TEST(Digest, KeyedMatchesTheVectorsOfRfc4231) {
  EXPECT_EQ(to_hex(as_text(keyed_digest(std::string(20, '\x0b'), "Hi There"))),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  EXPECT_EQ(to_hex(as_text(keyed_digest("Jefe", "what do ya want for nothing?"))),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(to_hex(as_text(keyed_digest(std::string(131, '\xaa'),
                                        "Test Using Larger Than Block-Size Key - Hash Key First"))),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST(Digest, Base64UrlMatchesRfc4648WithoutPadding) {
  const std::pair<const char*, const char*> vectors[] = {
      {"", ""},           {"f", "Zg"},          {"fo", "Zm8"},         {"foo", "Zm9v"},
      {"foob", "Zm9vYg"}, {"fooba", "Zm9vYmE"}, {"foobar", "Zm9vYmFy"}};
  for (const auto& [plain, coded] : vectors) {
    EXPECT_EQ(to_base64url(plain), coded);
    std::string back = "before";
    EXPECT_TRUE(from_base64url(coded, back)) << coded;
    EXPECT_EQ(back, plain);
  }
  EXPECT_EQ(to_base64url("\xFB\xEF\xFF"), "--__");
}

TEST(Digest, Base64UrlRefusesWhatItNeverWrites) {
  std::string back;
  for (const char* bad : {"Z", "Zg=", "Zg==", "Zh", "Zm9", "+/+/", "Zm 9v", "Zm9v\n", "Zm9vY"})
    EXPECT_FALSE(from_base64url(bad, back)) << bad;
}

TEST(Digest, RandomBytesDiffer) {
  EXPECT_EQ(random_bytes(0), "");
  EXPECT_EQ(random_bytes(1000).size(), 1000U);
  EXPECT_NE(random_bytes(16), random_bytes(16));
}

}  // namespace
