package io.zpci.logs;

/**
 * One line of a log.
 *
 * @param file as it was named
 * @param number of the line, from 1
 * @param text without its end; what is no UTF-8 stands as the replacement character
 * @param cut whether the line was longer, and the rest was left out
 */
record LogLine(String file, long number, String text, boolean cut) {
  Place place() {
    return new Place(file, number, number);
  }
}
