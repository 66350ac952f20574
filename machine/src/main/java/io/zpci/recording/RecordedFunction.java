package io.zpci.recording;

import io.zpci.ism.IsmFunction;
import io.zpci.storage.Layouts;
import java.lang.foreign.MemorySegment;

/**
 * One function under replay: the model's function, its guest's memory, its interrupts, and the
 * command it did last.
 */
final class RecordedFunction {
  private static final int EVENTFD = 0x04;
  private static final int NONE = 0x01;
  private static final int MSI = 1;
  private static final int MSIX = 2;
  private static final int SBA_BITS = 4;
  private static final int SUMMARY = 0x80;

  private final String name;
  private final IsmFunction function;
  private final RecordedMemory memory = new RecordedMemory();
  private final MemorySegment word = MemorySegment.ofArray(new long[1]);
  private boolean msi;
  private boolean msix;
  private int latest = MSI;
  private int command;
  private int recordedRet;
  private boolean tokenInPayload;
  private long payloadToken;

  RecordedFunction(String name, IsmFunction function) {
    this.name = name;
    this.function = function;
  }

  String name() {
    return name;
  }

  IsmFunction function() {
    return function;
  }

  RecordedMemory memory() {
    return memory;
  }

  /**
   * What vfio does with it, as far as one vector needs: an eventfd switches on, none switches off.
   */
  void setIrqs(FunctionOperation.SetIrqs irqs) {
    boolean none = (irqs.flags() & NONE) != 0 && irqs.count() == 0;
    boolean vector0 = (irqs.flags() & EVENTFD) != 0 && irqs.start() == 0 && irqs.count() > 0;
    if (!none && !vector0) {
      return;
    }
    boolean on = vector0 && irqs.descriptors() > 0;
    if (irqs.index() == MSI) {
      msi = on;
    } else if (irqs.index() == MSIX) {
      msix = on;
    }
    if (on) {
      latest = irqs.index();
    }
  }

  /**
   * The index that an interrupt goes to: the one switched on last that still is; 0 where none is.
   */
  int irqIndex() {
    if (msi && msix) {
      return latest;
    }
    return msi ? MSI : msix ? MSIX : 0;
  }

  /** The command done last, and what the recorded device answered. */
  void executed(int code, int ret) {
    command = code;
    recordedRet = ret;
  }

  int command() {
    return command;
  }

  int recordedRet() {
    return recordedRet;
  }

  /** Behind the header stands a token of ours where the recording has {@code token}. */
  void payloadHasToken(long token) {
    tokenInPayload = true;
    payloadToken = token;
  }

  /** Something else stands there now. */
  void payloadHasNoToken() {
    tokenInPayload = false;
  }

  /** Whether {@link #payloadToken} is what the recording has behind the header. */
  boolean tokenInPayload() {
    return tokenInPayload;
  }

  long payloadToken() {
    return payloadToken;
  }

  /** Byte 0 of the SBA becomes {@code value}: what the guest had left there. */
  void setSummaryByte(int value) {
    word.set(Layouts.BYTE, 0, (byte) value);
    writeSba(0, 1);
  }

  /** The guest has seen the bit of DMB {@code index}. */
  void clearBit(int index) {
    int at = SBA_BITS + index / 8;
    word.set(Layouts.BYTE, 0, (byte) (sbaByte(at) & ~bit(index)));
    writeSba(at, 1);
  }

  boolean hasBit(int index) {
    return (sbaByte(SBA_BITS + index / 8) & bit(index)) != 0;
  }

  boolean hasSummary() {
    return (sbaByte(0) & SUMMARY) != 0;
  }

  private static int bit(int index) {
    return SUMMARY >>> index % 8;
  }

  private void writeSba(int at, int length) {
    if (function.sbaAddress() != 0) {
      memory.write(function.sbaAddress() + at, word, 0, length);
    }
  }

  private int sbaByte(int at) {
    if (function.sbaAddress() == 0 || memory.read(function.sbaAddress() + at, word, 0, 1) != 0) {
      return 0;
    }
    return word.get(Layouts.BYTE, 0) & 0xff;
  }
}
