package io.zpci.cli;

/**
 * Runs several command lines in one JVM. The launcher does so after each build, once for each of
 * its AOT caches, and the JVM writes what these commands load and link.
 */
final class Training {
  private Training() {}

  /**
   * Runs each line of each argument, split at spaces. What a command ends with does not matter: one
   * that fails has taught the JVM something too.
   */
  public static void main(String[] args) {
    Surroundings surroundings = Surroundings.ofProcess();
    for (String lines : args) {
      for (String line : lines.split("\n", -1)) {
        Main.run(surroundings, line.split(" ", -1));
      }
    }
  }
}
