package io.zpci.bench;

import io.zpci.arch.Register;
import io.zpci.linux.IoAccessors;
import java.util.ArrayList;
import java.util.List;

/** Accessors that keep each write, to be compared. */
final class PiecesIo implements IoAccessors {
  private final List<CSplitter.Piece> pieces = new ArrayList<>();

  PiecesIo() {}

  @Override
  public long iomap(int bar) {
    return NULL;
  }

  @Override
  public void iounmap(long address) {}

  @Override
  public long ioreadBe(long address, int width) {
    throw new UnsupportedOperationException("only writes are compared");
  }

  @Override
  public void iowriteBe(long address, int width, long value) {
    pieces.add(new CSplitter.Piece(address, width, value));
  }

  @Override
  public int configRead(int where, int size, Register value) {
    throw new UnsupportedOperationException("only writes are compared");
  }

  @Override
  public int configWrite(int where, int size, int value) {
    throw new UnsupportedOperationException("only writes are compared");
  }

  List<CSplitter.Piece> pieces() {
    return List.copyOf(pieces);
  }
}
