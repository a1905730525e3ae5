#define NOUN channel
#define NOUN_CAPS CHANNEL
#define HAS_PARENT 0
#define COLUMNS 7
#include "catalogue.h"

int main(void) {
  test_catalogue();
  return 0;
}
