#define NOUN category
#define NOUN_CAPS CATEGORY
#define HAS_PARENT 1
#define COLUMNS 7
#include "catalogue.h"

int main(void) {
  test_catalogue();
  return 0;
}
