package io.zpci.nativedriver;

import io.zpci.function.FunctionFacts;
import io.zpci.guest.PciDev;
import io.zpci.machine.Passthrough;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A driver in a shared library, on the function of a {@link Passthrough}. It was compiled with
 * {@code zpci_driver.h} ({@link CHeader}), and what it calls there is done by the guest's kernel of
 * the model, or on a route without a guest by a process.
 *
 * <p>Each load has globals of its own: the same file can drive any number of functions. The guest's
 * storage is memory that C reads and writes directly. A block may also lie on the C stack or in the
 * library's data; it then passes through pages of the guest's storage, from the same place in a
 * page. Other memory is foreign to every call. See docs/c-drivers.md for the rules of pointers and
 * of byte order.
 *
 * <p>What C calls wrongly is refused before it happens, and the Java call that ran the C function
 * ends in a {@link MisusedCall}. Whatever else is thrown below a call from C, by a device of a
 * test's own say, comes out there too, unchanged, with the call as a suppressed exception. An
 * access of C by its own pointer is not seen: a wild one takes the JVM down.
 *
 * <p>One thread at a time. No access allocates. The JVM must allow native access: {@code
 * --enable-native-access=ALL-UNNAMED}, or {@code =io.zpci.nativedriver} where this is a module.
 */
public final class NativeDriver implements AutoCloseable {
  private static final String TABLE = "zpci_driver_calls";
  private static final int VERSION = 1;
  private static final int EARLY = 4;
  private static final int STUBS = 8;
  private static final int ZDEV_FH = 0;
  private static final int ZDEV_FID = 4;
  private static final int ZDEV_UID = 8;
  private static final int ZDEV_PCHID = 12;
  private static final int ZDEV_MAXSTBL = 14;
  private static final int ZDEV_PFT = 16;
  private static final int PDEV_VENDOR = 16;
  private static final int PDEV_DEVICE = 18;
  private static final int PDEV_IRQ = 20;
  private static final int PDEV_RESOURCES = 24;

  private final Arena arena = Arena.ofShared();
  private final Libc libc;
  private final Library library;
  private final Pointers pointers;
  private final GuestIo io;
  private final Bounce bounce;
  private final Upcalls upcalls;
  private final MemoryCalls memory;
  private final OtherCalls others;
  private final long pdev;
  private final long zdev;
  private boolean closed;

  private NativeDriver(Libc libc, Library library, Passthrough guest) {
    this.libc = libc;
    this.library = library;
    long table = symbol(TABLE);
    int version = NativeMemory.ALL.get(NativeLayouts.INT, table);
    if (version != VERSION) {
      throw new IllegalArgumentException(
          "%s was compiled with version %d of zpci_driver.h, this is %d: zpci c-header writes it"
              .formatted(library.name(), version, VERSION));
    }
    if (NativeMemory.ALL.get(NativeLayouts.INT, table + EARLY) != 0) {
      throw new IllegalArgumentException(
          library.name() + ": a constructor calls the kernel: nothing is there while it is loaded");
    }
    library.findData(table);
    PciDev dev = guest.dev();
    FunctionFacts facts = guest.function().facts();
    this.pointers = new Pointers(libc, guest.storage(), library);
    this.io = GuestIo.of(guest);
    this.bounce = new Bounce(dev);
    this.upcalls = new Upcalls(libc, arena, pointers);
    this.memory = new MemoryCalls(dev, pointers);
    this.others = new OtherCalls(dev, libc, pointers, upcalls);
    this.zdev = symbol("zpci_driver_zdev");
    this.pdev = symbol("zpci_driver_pdev");
    describe(dev, facts);
    bind(table, new AccessCalls(io, pointers, bounce, facts));
  }

  /**
   * Loads {@code file} as the driver of {@code guest}'s function. The driver is not called yet, and
   * the guest's kernel not told to boot: see {@link Passthrough#boot}.
   *
   * @param guest it must stay open as long as this
   * @throws IllegalArgumentException in one line: no such file, no library, a symbol that nobody
   *     defines, not compiled with this version's header
   * @throws IllegalStateException where the JVM refuses native access, with the option to pass
   */
  public static NativeDriver load(Path file, Passthrough guest) {
    Libc libc;
    try {
      libc = new Libc();
    } catch (IllegalCallerException e) {
      throw new IllegalStateException(
          "the JVM refuses native access: start it with --enable-native-access=" + module(), e);
    }
    Library library = new Library(libc, file);
    try {
      return new NativeDriver(libc, library, guest);
    } catch (RuntimeException | Error e) {
      library.close();
      throw e;
    }
  }

  private static String module() {
    Module module = NativeDriver.class.getModule();
    return module.isNamed() ? module.getName() : "ALL-UNNAMED";
  }

  private long symbol(String name) {
    long found = library.symbol(name);
    if (found == 0) {
      throw new IllegalArgumentException(
          library.name() + " has no " + name + ": no source of it includes zpci_driver.h");
    }
    return found;
  }

  private void describe(PciDev dev, FunctionFacts facts) {
    MemorySegment to = NativeMemory.ALL;
    to.set(NativeLayouts.INT, zdev + ZDEV_FH, io.handle());
    to.set(NativeLayouts.INT, zdev + ZDEV_FID, dev.fid());
    to.set(NativeLayouts.INT, zdev + ZDEV_UID, dev.uid());
    to.set(NativeLayouts.SHORT, zdev + ZDEV_PCHID, (short) facts.pchid());
    to.set(NativeLayouts.SHORT, zdev + ZDEV_MAXSTBL, (short) io.maxStoreBlock());
    to.set(NativeLayouts.BYTE, zdev + ZDEV_PFT, (byte) facts.pft());
    to.set(NativeLayouts.SHORT, pdev + PDEV_VENDOR, (short) facts.vendor());
    to.set(NativeLayouts.SHORT, pdev + PDEV_DEVICE, (short) facts.device());
    to.set(NativeLayouts.INT, pdev + PDEV_IRQ, 0);
    for (int bar = 0; bar < facts.barSizes().size(); bar++) {
      to.set(
          NativeLayouts.LONG, pdev + PDEV_RESOURCES + (long) Long.BYTES * bar, facts.barSize(bar));
    }
  }

  private void bind(long table, AccessCalls accesses) {
    Call[] calls = Call.values();
    long[] stubs = new long[calls.length];
    for (int i = 0; i < calls.length; i++) {
      stubs[i] =
          switch (calls[i]) {
            case LOAD -> upcalls.stub(calls[i], accesses, "load");
            case STORE -> upcalls.stub(calls[i], accesses, "store");
            case STORE_BLOCK -> upcalls.stub(calls[i], accesses, "storeBlock");
            case ZPCI_LOAD -> upcalls.stub(calls[i], accesses, "zpciLoad");
            case ZPCI_STORE -> upcalls.stub(calls[i], accesses, "zpciStore");
            case WRITE_BLOCK -> upcalls.stub(calls[i], accesses, "writeBlock");
            case IOREAD -> upcalls.stub(calls[i], accesses, "ioread");
            case IOWRITE -> upcalls.stub(calls[i], accesses, "iowrite");
            case MEMCPY_TOIO -> upcalls.stub(calls[i], accesses, "memcpyToIo");
            case MEMCPY_FROMIO -> upcalls.stub(calls[i], accesses, "memcpyFromIo");
            case MEMSET_IO -> upcalls.stub(calls[i], accesses, "memsetIo");
            case CONFIG_READ -> upcalls.stub(calls[i], accesses, "configRead");
            case CONFIG_WRITE -> upcalls.stub(calls[i], accesses, "configWrite");
            case IOMAP -> upcalls.stub(calls[i], accesses, "iomap");
            case IOUNMAP -> upcalls.stub(calls[i], accesses, "iounmap");
            case KMALLOC -> upcalls.stub(calls[i], memory, "kmalloc");
            case KFREE -> upcalls.stub(calls[i], memory, "kfree");
            case DMA_ALLOC -> upcalls.stub(calls[i], memory, "dmaAlloc");
            case DMA_FREE -> upcalls.stub(calls[i], memory, "dmaFree");
            case DMA_MAP -> upcalls.stub(calls[i], memory, "dmaMap");
            case DMA_UNMAP -> upcalls.stub(calls[i], memory, "dmaUnmap");
            case REQUEST_IRQ -> upcalls.stub(calls[i], others, "requestIrq");
            case FREE_IRQ -> upcalls.stub(calls[i], others, "freeIrq");
            case UDELAY -> upcalls.stub(calls[i], others, "udelay");
            case PRINTK -> upcalls.stub(calls[i], others, "printk");
            case BUG -> upcalls.stub(calls[i], others, "bug");
          };
    }
    Upcalls.fill(NativeMemory.ALL, table + STUBS, stubs);
  }

  /**
   * The driver as {@code type}: an interface whose methods name C functions by {@link
   * NativeFunction}. Default methods are its own.
   *
   * @throws IllegalArgumentException in one line: no interface, a method without the annotation, a
   *     function that the library does not have, a type that C does not take
   */
  public <T> T as(Class<T> type) {
    open();
    if (!type.isInterface()) {
      throw new IllegalArgumentException(type.getSimpleName() + " is no interface");
    }
    Map<Method, CFunction> functions = new HashMap<>();
    for (Method method : type.getMethods()) {
      if (Modifier.isAbstract(method.getModifiers())) {
        functions.put(method, CFunction.of(method, library, libc, pointers));
      }
    }
    InvocationHandler handler =
        (proxy, method, arguments) -> invoke(type, functions, proxy, method, arguments);
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }

  private @Nullable Object invoke(
      Class<?> type,
      Map<Method, CFunction> functions,
      Object proxy,
      Method method,
      @Nullable Object @Nullable [] arguments)
      throws Throwable {
    CFunction function = functions.get(method);
    @Nullable Object[] given = arguments == null ? new Object[0] : arguments;
    if (function != null) {
      return call(function, given);
    }
    if (method.isDefault()) {
      return InvocationHandler.invokeDefault(proxy, method, given);
    }
    return switch (method.getName()) {
      case "equals" -> isSame(proxy, given[0]);
      case "hashCode" -> System.identityHashCode(proxy);
      default -> type.getSimpleName() + " in " + library.name();
    };
  }

  @SuppressWarnings("ReferenceEquality") // a proxy is equal to itself
  private static boolean isSame(Object proxy, @Nullable Object other) {
    return proxy == other;
  }

  private @Nullable Object call(CFunction function, @Nullable Object[] arguments) throws Throwable {
    open();
    // Recovery gives a function another handle.
    NativeMemory.ALL.set(NativeLayouts.INT, zdev + ZDEV_FH, io.handle());
    String before = upcalls.enter(function.name());
    @Nullable Object result;
    try {
      result = function.call(arguments);
    } finally {
      upcalls.leave(before);
    }
    upcalls.check(function.name());
    return result;
  }

  private void open() {
    if (closed) {
      throw new IllegalStateException(library.name() + " is closed");
    }
  }

  /** The function's {@code struct pci_dev}, what a probe gets. */
  public MemorySegment pdev() {
    return MemorySegment.ofAddress(pdev);
  }

  /**
   * The C pointer to {@code address} of the guest's storage.
   *
   * @throws IndexOutOfBoundsException where there is no such address
   */
  public MemorySegment pointer(long address) {
    if (!pointers.storage().contains(address, 0)) {
      throw new IndexOutOfBoundsException(
          "0x" + Long.toHexString(address) + " is no address of the guest's storage");
    }
    return MemorySegment.ofAddress(pointers.pointer(address));
  }

  /**
   * The address in the guest's storage that C has as {@code pointer}.
   *
   * @throws IndexOutOfBoundsException where it points elsewhere
   */
  public long address(MemorySegment pointer) {
    if (!pointers.inStorage(pointer.address())) {
      throw new IndexOutOfBoundsException(
          pointers.describe(pointer.address()) + " is not in the guest's storage");
    }
    return pointers.address(pointer.address());
  }

  /**
   * What the driver said by {@code pr_err} and its like, oldest first, at most 1000 lines; each
   * begins with its level: {@code <3>ism: probe failed}.
   */
  public List<String> log() {
    return others.lines();
  }

  /** Microseconds that the driver would have waited in {@code udelay} and its like. */
  public long delayed() {
    return others.delayed();
  }

  /**
   * How many blocks of {@code kmalloc} and {@code dma_alloc_coherent} and mappings of {@code
   * dma_map_single} the driver has not given back.
   */
  public int held() {
    return memory.held();
  }

  /**
   * Unloads the library. An interrupt that the driver has is freed first; memory and mappings that
   * it has not given back stay taken in the guest.
   *
   * @throws IllegalStateException while a function of the driver runs
   */
  @Override
  public void close() {
    if (!closed) {
      upcalls.mustBeIdle("close");
      closed = true;
      others.close();
      library.close();
      arena.close();
      memory.close();
      bounce.free();
    }
  }
}
