package io.zpci.nativedriver;

import io.zpci.guest.PciDev;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Interrupts, time, talk and bugs, as C calls them. */
final class OtherCalls {
  /** Lines that are kept, the newest ones. */
  private static final int LINES = 1000;

  private static final FunctionDescriptor HANDLER =
      FunctionDescriptor.of(NativeLayouts.C_INT, NativeLayouts.C_INT, NativeLayouts.C_LONG);

  private final PciDev dev;
  private final Libc libc;
  private final Pointers pointers;
  private final Upcalls upcalls;
  private final Deque<String> lines = new ArrayDeque<>();
  private @Nullable MethodHandle handler;
  private long delayed;

  OtherCalls(PciDev dev, Libc libc, Pointers pointers, Upcalls upcalls) {
    this.dev = dev;
    this.libc = libc;
    this.pointers = pointers;
    this.upcalls = upcalls;
  }

  /** {@code request_irq}: the handler is a function of the library. */
  long requestIrq(long irq, long function, long data, long unused) {
    if (!pointers.inLibrary(function)) {
      throw new Misuse("handler is no function of the driver");
    }
    MethodHandle called = libc.function(function, HANDLER);
    int result = dev.requestIrq(() -> interrupt(called, irq, data));
    if (result == 0) {
      handler = called;
    }
    return result;
  }

  private void interrupt(MethodHandle called, long irq, long data) {
    if (handler == null) {
      return;
    }
    String before = upcalls.enter("interrupt handler");
    try {
      int _ = (int) called.invokeExact((int) irq, data);
    } catch (Throwable e) {
      throw new IllegalStateException("interrupt handler", e);
    } finally {
      upcalls.leave(before);
    }
    upcalls.check("interrupt handler");
  }

  long freeIrq(long irq, long data, long unused, long unused2) {
    if (handler == null) {
      throw new Misuse("no handler is there, or it was freed before");
    }
    handler = null;
    dev.freeIrq();
    return 0;
  }

  /** Ends an interrupt that the driver has left: its handler is about to be gone. */
  void close() {
    if (handler != null) {
      handler = null;
      dev.freeIrq();
    }
  }

  long udelay(long micros, long unused, long unused2, long unused3) {
    delayed += micros;
    return 0;
  }

  /** Microseconds that the driver would have waited. */
  long delayed() {
    return delayed;
  }

  long printk(long level, long text, long length, long unused) {
    if (lines.size() == LINES) {
      lines.removeFirst();
    }
    lines.addLast("<" + level + ">" + text(text, length).stripTrailing());
    return 0;
  }

  private String text(long pointer, long length) {
    pointers.mustRead("text", pointer, length);
    byte[] bytes = new byte[(int) length];
    MemorySegment.copy(NativeMemory.ALL, NativeLayouts.BYTE, pointer, bytes, 0, bytes.length);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** What the driver said, oldest first. */
  List<String> lines() {
    return List.copyOf(lines);
  }

  long bug(long what, long length, long about, long unused) {
    Misuse found = new Misuse(text(what, length));
    throw found;
  }
}
