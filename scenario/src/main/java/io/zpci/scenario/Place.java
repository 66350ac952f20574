package io.zpci.scenario;

/**
 * Where something stands in a scenario file.
 *
 * @param file as the user named it
 * @param line from 1
 * @param column from 1
 */
public record Place(String file, int line, int column) {
  /** Of what stands in no file: it was made. */
  public static final Place NOWHERE = new Place("", 0, 0);

  @Override
  public String toString() {
    return file + ":" + line + ":" + column;
  }
}
