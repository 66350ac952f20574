package io.zpci.arch.contract;

/**
 * Where an access goes.
 *
 * @param space the PCI address space: 0 to 5, or 15
 * @param offset in it, in bytes
 * @param length in bytes
 */
public record Place(int space, long offset, int length) {
  @Override
  public String toString() {
    return "space %d offset 0x%x length %d".formatted(space, offset, length);
  }
}
