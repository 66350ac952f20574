package io.zpci.linux.contract;

import io.zpci.arch.Outcome;
import io.zpci.arch.PciInstruction;
import io.zpci.arch.PciInstructions;
import io.zpci.arch.Register;
import io.zpci.arch.Request;
import io.zpci.storage.GuestStorage;

/** Instructions that all end as they are told, and load the same image. */
public final class AnsweringInstructions implements PciInstructions {
  private final long image;
  private int outcome = Outcome.OK;
  private int busy;
  private int issued;

  AnsweringInstructions(long image) {
    this.image = image;
  }

  /** The {@code width} low-order bytes of {@code value}. */
  static long low(long value, int width) {
    return width == 8 ? value : value & (1L << 8 * width) - 1;
  }

  void answer(int next) {
    outcome = next;
  }

  /** So many loads, stores and blocks from now on are busy. */
  void busy(int times) {
    busy = times;
  }

  /** Loads, stores and blocks so far. */
  int issued() {
    return issued;
  }

  @Override
  public int load(int issue, long request, long address, Register loaded) {
    int ended = end();
    if (ended == Outcome.OK) {
      int length = Request.length(request);
      loaded.set(low(image, length));
    }
    return ended;
  }

  @Override
  public int store(int issue, long request, long address, long value) {
    return end();
  }

  @Override
  public int storeBlock(
      int issue, long request, long address, GuestStorage storage, long storageAddress) {
    return end();
  }

  @Override
  public int execute(PciInstruction instruction) {
    return outcome;
  }

  private int end() {
    issued++;
    if (busy > 0) {
      busy--;
      return Outcome.BUSY;
    }
    return outcome;
  }
}
