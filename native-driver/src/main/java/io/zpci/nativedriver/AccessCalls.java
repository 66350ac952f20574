package io.zpci.nativedriver;

import io.zpci.arch.AddressSpace;
import io.zpci.arch.Register;
import io.zpci.arch.Request;
import io.zpci.function.FunctionFacts;
import io.zpci.linux.LinuxIo;
import io.zpci.storage.GuestStorage;
import io.zpci.storage.Layouts;

/**
 * The calls that reach the function, as C makes them: pointers, lengths and values as longs. Each
 * looks at what it is given before it touches any of it, and throws {@link Misuse}. What is well is
 * the kernel's to answer. Nothing allocates.
 *
 * <p>Where a call stores a loaded register through a pointer, the memory gets the eight bytes that
 * s390 would have there.
 */
final class AccessCalls {
  /** The length field of a request register has 16 bits. */
  private static final long LONGEST = 0xffff;

  private final GuestIo io;
  private final Pointers pointers;
  private final Bounce bounce;
  private final IoMappings mappings;
  private final GuestStorage storage;
  private final Register register = new Register();

  AccessCalls(GuestIo io, Pointers pointers, Bounce bounce, FunctionFacts facts) {
    this.io = io;
    this.pointers = pointers;
    this.bounce = bounce;
    this.mappings = new IoMappings(facts);
    this.storage = pointers.storage();
  }

  long load(long data, long request, long offset, long unused) {
    pointers.mustWrite("data", data, Long.BYTES);
    int result = io.load(request, offset, register);
    return loaded(data, result);
  }

  private long loaded(long data, int result) {
    if (result == 0) {
      NativeMemory.ALL.set(Layouts.LONG, data, register.get());
    }
    return result;
  }

  long store(long value, long request, long offset, long unused) {
    return io.store(request, offset, value);
  }

  long storeBlock(long data, long request, long offset, long unused) {
    long address = source("data", data, Request.length(request));
    return io.storeBlock(request, offset, storage, address);
  }

  /** Where the instruction finds {@code length} bytes that the driver has at {@code pointer}. */
  private long source(String what, long pointer, long length) {
    if (pointers.inStorage(pointer)) {
      return pointers.storageAddress(what, pointer, length);
    }
    pointers.mustRead(what, pointer, length);
    return bounce.in(pointer, length);
  }

  long zpciLoad(long data, long address, long length, long unused) {
    LinuxIo kernel = io.kernel();
    pointers.mustWrite("data", data, Long.BYTES);
    int checked = length("len", length);
    mappings.check("addr", address, checked);
    return loaded(data, kernel.zpciLoad(address, checked, register));
  }

  long zpciStore(long address, long value, long length, long unused) {
    LinuxIo kernel = io.kernel();
    int checked = length("len", length);
    mappings.check("addr", address, checked);
    return kernel.zpciStore(address, checked, value);
  }

  long writeBlock(long target, long data, long length, long unused) {
    LinuxIo kernel = io.kernel();
    int checked = length("len", length);
    mappings.check("dst", target, checked);
    return kernel.writeBlock(target, storage, source("src", data, checked), checked);
  }

  private static int length(String what, long length) {
    if (length < 0 || length > LONGEST) {
      throw new Misuse(
          "%s: no instruction has a length of %s".formatted(what, Long.toUnsignedString(length)));
    }
    return (int) length;
  }

  long ioread(long address, long width, long big, long unused) {
    LinuxIo kernel = io.kernel();
    mappings.check("addr", address, width);
    return big != 0 ? kernel.ioreadBe(address, (int) width) : kernel.ioread(address, (int) width);
  }

  long iowrite(long address, long width, long big, long value) {
    LinuxIo kernel = io.kernel();
    mappings.check("addr", address, width);
    if (big != 0) {
      kernel.iowriteBe(address, (int) width, value);
    } else {
      kernel.iowrite(address, (int) width, value);
    }
    return 0;
  }

  /**
   * {@code memcpy_toio}. What is not in storage goes page by page of the driver's memory: where the
   * kernel cuts, it never takes a piece across a page of memory.
   */
  long memcpyToIo(long target, long data, long count, long unused) {
    LinuxIo kernel = io.kernel();
    if (count == 0) {
      return 0;
    }
    mappings.check("dst", target, count);
    if (pointers.inStorage(data)) {
      long address = pointers.storageAddress("src", data, count);
      return kernel.memcpyToIo(target, storage, address, count);
    }
    pointers.mustRead("src", data, count);
    int result = 0;
    for (long done = 0; done < count && result == 0; ) {
      long piece = Bounce.inPage(data + done, count - done);
      long address = bounce.in(data + done, piece);
      result = kernel.memcpyToIo(target + done, storage, address, piece);
      done += piece;
    }
    return result;
  }

  long memcpyFromIo(long target, long data, long count, long unused) {
    LinuxIo kernel = io.kernel();
    if (count == 0) {
      return 0;
    }
    mappings.check("src", data, count);
    if (pointers.inStorage(target)) {
      long address = pointers.storageAddress("dst", target, count);
      return kernel.memcpyFromIo(storage, address, data, count);
    }
    pointers.mustWrite("dst", target, count);
    int result = 0;
    for (long done = 0; done < count && result == 0; ) {
      long piece = Bounce.inPage(target + done, count - done);
      // In first: a copy that fails on the way leaves the rest of the driver's memory as it was.
      long address = bounce.in(target + done, piece);
      result = kernel.memcpyFromIo(storage, address, data + done, piece);
      bounce.out(target + done, piece);
      done += piece;
    }
    return result;
  }

  long memsetIo(long target, long value, long count, long unused) {
    LinuxIo kernel = io.kernel();
    if (count == 0) {
      return 0;
    }
    mappings.check("dst", target, count);
    return kernel.memsetIo(target, (int) value, count);
  }

  /** {@code pci_read_config_*}: the value goes where the header put a u32 of the host's order. */
  long configRead(long where, long width, long value, long unused) {
    int result = io.kernel().configRead((int) where, (int) width, register);
    NativeMemory.ALL.set(NativeLayouts.INT, value, (int) register.get());
    return result;
  }

  long configWrite(long where, long width, long value, long unused) {
    return io.kernel().configWrite((int) where, (int) width, (int) value);
  }

  long iomap(long bar, long unused, long unused2, long unused3) {
    LinuxIo kernel = io.kernel();
    if (bar < 0 || bar >= AddressSpace.BARS) {
      return LinuxIo.NULL;
    }
    long address = kernel.iomap((int) bar);
    if (address != LinuxIo.NULL) {
      mappings.map((int) bar, address);
    }
    return address;
  }

  long iounmap(long address, long unused, long unused2, long unused3) {
    LinuxIo kernel = io.kernel();
    mappings.unmap(address);
    kernel.iounmap(address);
    return 0;
  }
}
