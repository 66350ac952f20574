package io.zpci.bench;

import java.util.ArrayList;
import java.util.List;

/** Accessors that keep each write, to be compared. */
final class PiecesIo extends DevicelessIo {
  private final List<CSplitter.Piece> pieces = new ArrayList<>();

  PiecesIo() {}

  @Override
  public long ioreadBe(long address, int width) {
    throw new UnsupportedOperationException("only writes are compared");
  }

  @Override
  public void iowriteBe(long address, int width, long value) {
    pieces.add(new CSplitter.Piece(address, width, value));
  }

  List<CSplitter.Piece> pieces() {
    return List.copyOf(pieces);
  }
}
