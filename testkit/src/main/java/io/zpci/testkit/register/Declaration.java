package io.zpci.testkit.register;

/** What one method of a register file says about its register or block, right or wrong. */
sealed interface Declaration {
  /** The method for messages: {@code IsmRegisters.move(long, long, int)}. */
  String method();

  /** Where it stands. */
  Place place();

  /**
   * Where a register, a block or an array of them stands.
   *
   * @param space the PCI address space
   * @param offset of the first byte of the first element
   * @param stride bytes from one element to the next; 0 where there is one
   * @param count how many elements, 1 where it is no array
   * @param moves whether something is added at run time
   */
  record Place(int space, long offset, long stride, int count, boolean moves) {
    /** The offset of element {@code index}. */
    long element(int index) {
      return offset + index * stride;
    }
  }

  /** What a single access does. */
  enum Direction {
    READ,
    WRITE
  }

  /**
   * A register that single accesses reach.
   *
   * @param width bytes of one access
   * @param valueBytes bytes of the Java type
   * @param order what the bytes mean
   * @param overlay whether it shares bytes on purpose
   */
  record Single(
      String method,
      Place place,
      Direction direction,
      int width,
      int valueBytes,
      Order.Endian order,
      boolean overlay)
      implements Declaration {
    /** The method without its parameters: overloads are one register. */
    String name() {
      return method.substring(0, method.indexOf('('));
    }
  }

  /**
   * A window for blocks.
   *
   * @param length the only length; 0 where a parameter says it
   * @param max the largest length; 0 where the function and the page decide
   */
  record Block(String method, Place place, int length, int max) implements Declaration {}
}
