package io.zpci.testkit.agent;

import io.zpci.arch.Issue;
import io.zpci.arch.MioAddress;
import io.zpci.arch.Register;
import io.zpci.arch.Request;
import io.zpci.guest.PciDev;
import io.zpci.linux.LinuxIo;
import io.zpci.storage.GuestStorage;
import io.zpci.storage.Layouts;
import io.zpci.trace.Operation;
import io.zpci.workload.Bytes;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * One access as its instruction has it.
 *
 * @param operation one of the six instructions
 * @param space the BAR, or configuration space
 * @param offset in the space
 * @param length in bytes
 * @param storage of a block: what holds its bytes
 * @param address of a block: where they stand
 * @param value of a single store: the register
 * @param loaded of a load: what receives the value
 * @param taken whether it ended well
 */
record Access(
    Operation operation,
    int space,
    long offset,
    int length,
    @Nullable GuestStorage storage,
    long address,
    long value,
    @Nullable Register loaded,
    boolean taken) {

  /** The access that a call of {@link PortMethod.Kind#ACCESS} is. */
  static Access of(PortMethod method, Object port, @Nullable Object[] operands, boolean taken) {
    if (method.port() == PciDev.class) {
      return ofDev((PciDev) port, operands, taken);
    }
    int first = method.port() == LinuxIo.class ? 0 : 1;
    int issue = first == 0 ? Issue.HANDLE : (int) number(operands[0]);
    long request = number(operands[first]);
    long address = number(operands[first + 1]);
    boolean mio = Issue.isMio(issue);
    Object third = operands[first + 2];
    GuestStorage storage = third instanceof GuestStorage given ? given : null;
    Register loaded = third instanceof Register given ? given : null;
    return new Access(
        operation(loaded != null, storage != null, mio),
        mio ? MioAddress.bar(address) : Request.space(request),
        mio ? MioAddress.offset(address) : address,
        Request.length(request),
        storage,
        storage == null ? 0 : number(operands[first + 3]),
        number(third),
        loaded,
        taken);
  }

  private static Access ofDev(PciDev dev, @Nullable Object[] operands, boolean taken) {
    Register loaded = operands[3] instanceof Register given ? given : null;
    return new Access(
        loaded != null ? Operation.PCILG : Operation.PCISTB,
        (int) number(operands[0]),
        number(operands[1]),
        (int) number(operands[2]),
        loaded != null ? null : dev.memory(),
        loaded != null ? 0 : number(operands[3]),
        0,
        loaded,
        taken);
  }

  private static Operation operation(boolean load, boolean block, boolean mio) {
    if (load) {
      return mio ? Operation.PCILGI : Operation.PCILG;
    }
    if (block) {
      return mio ? Operation.PCISTBI : Operation.PCISTB;
    }
    return mio ? Operation.PCISTGI : Operation.PCISTG;
  }

  static long number(@Nullable Object operand) {
    return operand instanceof Number number ? number.longValue() : 0;
  }

  /** The same when it has ended. */
  Access ended(boolean well) {
    return new Access(operation, space, offset, length, storage, address, value, loaded, well);
  }

  /** The bytes of a store or block; none where storage does not hold them all, or it is a load. */
  Bytes bytes() {
    if (loaded != null || length <= 0) {
      return Bytes.NONE;
    }
    if (storage == null) {
      byte[] image = new byte[Math.min(length, Long.BYTES)];
      Layouts.putImage(MemorySegment.ofArray(image), 0, image.length, value);
      return Bytes.of(image);
    }
    if (!storage.contains(address, length)) {
      return Bytes.NONE;
    }
    byte[] copy = new byte[length];
    MemorySegment.copy(storage.segment(), Layouts.BYTE, storage.offset(address), copy, 0, length);
    return Bytes.of(copy);
  }

  /** Whether {@code next} goes on where this ends. */
  boolean isContinuedBy(Access next) {
    return operation.isStore()
        && next.operation.isStore()
        && space == next.space
        && offset + length == next.offset;
  }

  /** For people: {@code pcistg of 8 bytes at 2+0x0}. */
  String text() {
    return "%s of %d bytes at %d+0x%x".formatted(operation.word(), length, space, offset);
  }
}
