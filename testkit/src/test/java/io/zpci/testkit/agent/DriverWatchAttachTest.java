package io.zpci.testkit.agent;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoMoreInteractions;

import io.zpci.guest.LinuxPciDev;
import io.zpci.guest.PassingDev;
import io.zpci.guest.PciDev;
import io.zpci.ism.IsmFunction;
import io.zpci.ism.IsmRules;
import io.zpci.linux.IoAccessors;
import io.zpci.linux.LinuxPci;
import io.zpci.testkit.SecondCpu;
import io.zpci.testkit.watched.Commands;
import io.zpci.testkit.watched.Moves;
import io.zpci.testkit.watched.Pointers;
import io.zpci.trace.TappedInstructions;
import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.security.ProtectionDomain;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import net.bytebuddy.agent.ByteBuddyAgent;
import org.junit.jupiter.api.Test;

/** A watch comes and goes: what it does to classes, and what it leaves. */
class DriverWatchAttachTest {
  private static final String DRIVERS = "io.zpci.testkit.watched";
  private static final Instrumentation JVM = ByteBuddyAgent.install();

  private static final List<Class<?>> WOVEN =
      List.of(
          LinuxPci.class,
          LinuxPciDev.class,
          PassingDev.class,
          IoAccessors.class,
          TappedInstructions.class,
          IsmFunction.class,
          Commands.class,
          Moves.class);

  /**
   * What the JVM has of classes now, each written with a constant pool of its own: the JVM keeps
   * constants that a class once had.
   */
  private static Map<Class<?>, byte[]> bytes() throws Exception {
    Map<Class<?>, byte[]> seen = new ConcurrentHashMap<>();
    ClassFileTransformer looks =
        new ClassFileTransformer() {
          @Override
          public byte[] transform(
              ClassLoader loader,
              String name,
              Class<?> redefined,
              ProtectionDomain domain,
              byte[] classFile) {
            if (redefined != null) {
              seen.put(redefined, canonical(classFile));
            }
            return null;
          }
        };
    JVM.addTransformer(looks, true);
    try {
      JVM.retransformClasses(WOVEN.toArray(Class<?>[]::new));
    } finally {
      JVM.removeTransformer(looks);
    }
    return seen;
  }

  private static byte[] canonical(byte[] classFile) {
    ClassFile pools = ClassFile.of(ClassFile.ConstantPoolSharingOption.NEW_POOL);
    return pools.transformClass(pools.parse(classFile), ClassTransform.ACCEPT_ALL);
  }

  @Test
  void everyClassIsWhatItWasAfterwards() throws Exception {
    try (WatchedIsm ism = WatchedIsm.lpar()) {
      Map<Class<?>, byte[]> before = bytes();
      DriverWatch watch = DriverWatch.attach(DRIVERS);
      Map<Class<?>, byte[]> attached = bytes();
      new Commands(ism.passthrough.dev()).addVlan(5);
      watch.close();
      Map<Class<?>, byte[]> after = bytes();
      for (Class<?> each : WOVEN) {
        assertFalse(Arrays.equals(before.get(each), attached.get(each)), each.getName());
        assertArrayEquals(before.get(each), after.get(each), each.getName());
      }
      assertEquals(3, watch.calls());
      new Commands(ism.passthrough.dev()).headerFirst(6);
      assertEquals(3, watch.calls());
      assertEquals(List.of(), watch.findings());
    }
  }

  @Test
  void nothingOfOursKnowsOfAWatch() throws IOException {
    for (Class<?> each : WOVEN) {
      String file = "/" + each.getName().replace('.', '/') + ".class";
      try (InputStream in = Objects.requireNonNull(each.getResourceAsStream(file))) {
        String constants =
            new String(in.readAllBytes(), java.nio.charset.StandardCharsets.ISO_8859_1);
        assertFalse(constants.contains("testkit/agent"), each.getName());
      }
    }
  }

  @Test
  void twoWatchesSeeEachItsOwn() {
    try (WatchedIsm ism = WatchedIsm.lpar();
        DriverWatch moves = DriverWatch.attach(Moves.class.getName())) {
      PciDev dev = ism.passthrough.dev();
      long page = ism.page();
      try (DriverWatch commands = DriverWatch.attach(Commands.class.getName(), JVM)) {
        new Moves(dev).acrossAPage(ism.dmb.token(), page);
        new Commands(dev).headerFirst(5);
        assertEquals(List.of("R-05"), rules(moves));
        assertEquals(List.of("R-08"), rules(commands));
        assertEquals(1, moves.calls());
        assertEquals(3, commands.calls());
      }
      new Moves(dev).tooLong(ism.dmb.token(), page);
      new Commands(dev).headerFirst(6);
      assertEquals(List.of("R-05", "R-04"), rules(moves));
      assertEquals(2, moves.calls());
    }
  }

  @Test
  void twoWatchesOfOneDriverFindTheSame() {
    try (WatchedIsm ism = WatchedIsm.lpar();
        DriverWatch one = DriverWatch.attach(DRIVERS);
        DriverWatch other = DriverWatch.attach("io.zpci.testkit.watched.Moves")) {
      long page = ism.passthrough.dev().allocate(1 << 14);
      new Moves(ism.passthrough.dev()).signalEachPiece(ism.dmb.token(), 0, page, 12_288);
      assertEquals(List.of("R-22"), rules(one));
      assertEquals(one.findings(), other.findings());
    }
  }

  @Test
  void packageIsNotTheBeginningOfAName() {
    try (WatchedIsm ism = WatchedIsm.lpar();
        DriverWatch watch = DriverWatch.attach("io.zpci.testkit.watch")) {
      new Commands(ism.passthrough.dev()).headerFirst(5);
      assertEquals(0, watch.calls());
    }
  }

  @Test
  void nothingIsNoDriver() {
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> DriverWatch.attach(" "));
    assertEquals("driver: a package or a class expected, got nothing", refused.getMessage());
  }

  /** Loads some classes again, each for itself. */
  private static final class Again extends ClassLoader {
    private final List<String> names;

    Again(Class<?>... types) {
      super(DriverWatchAttachTest.class.getClassLoader());
      names = Arrays.stream(types).map(Class::getName).toList();
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      synchronized (getClassLoadingLock(name)) {
        if (!names.contains(name) || findLoadedClass(name) != null) {
          return super.loadClass(name, resolve);
        }
        String file = name.replace('.', '/') + ".class";
        try (InputStream in = Objects.requireNonNull(getResourceAsStream(file))) {
          byte[] bytes = in.readAllBytes();
          return defineClass(name, bytes, 0, bytes.length);
        } catch (IOException e) {
          throw new ClassNotFoundException(name, e);
        }
      }
    }
  }

  private static List<String> signalEachPieceBy(Class<?> moves, PciDev dev, WatchedIsm ism)
      throws Exception {
    long page = dev.allocate(1 << 13);
    Object driver = moves.getConstructor(PciDev.class).newInstance(dev);
    moves
        .getMethod("signalEachPiece", long.class, int.class, long.class, int.class)
        .invoke(driver, ism.dmb.token(), 0, page, 8192);
    return List.of();
  }

  @Test
  void driverAndPortThatAreLoadedLater() throws Exception {
    Again loader = new Again(Moves.class, SecondCpu.class);
    try (WatchedIsm ism = WatchedIsm.lpar();
        DriverWatch watch = DriverWatch.attach(DRIVERS)) {
      Class<?> moves = loader.loadClass(Moves.class.getName());
      assertNotSame(Moves.class, moves);
      Consumer<PciDev> nothing = dev -> {};
      PciDev late =
          (PciDev)
              loader
                  .loadClass(SecondCpu.class.getName())
                  .getConstructor(PciDev.class, Consumer.class)
                  .newInstance(ism.passthrough.dev(), nothing);
      signalEachPieceBy(moves, late, ism);
      assertEquals(List.of("R-22"), rules(watch));
      assertEquals(2, watch.calls());
      assertEquals(
          Marked.line(Moves.class, "each piece"),
          watch.findings().getFirst().line().getLineNumber());
    }
  }

  @Test
  void driverAndPortThatWereLoadedBefore() throws Exception {
    Again loader = new Again(Moves.class, SecondCpu.class);
    try (WatchedIsm ism = WatchedIsm.lpar()) {
      Class<?> moves = loader.loadClass(Moves.class.getName());
      signalEachPieceBy(moves, ism.passthrough.dev(), ism);
      try (DriverWatch watch = DriverWatch.attach(DRIVERS)) {
        signalEachPieceBy(moves, ism.passthrough.dev(), ism);
        assertEquals(List.of("R-22"), rules(watch));
      }
    }
  }

  @Test
  void mockIsLeftAlone() {
    try (DriverWatch watch = DriverWatch.attach(DRIVERS)) {
      PciDev dev = mock(PciDev.class);
      new Moves(dev).block(2, 0, 8, 0x1000);
      assertEquals(0, watch.calls());
      verify(dev).storeBlock(2, 0, 8, 0x1000);
      verifyNoMoreInteractions(dev);
    }
  }

  @Test
  void mockThatHandsOnHidesNothing() {
    try (WatchedIsm ism = WatchedIsm.lpar();
        DriverWatch watch = DriverWatch.attach(DRIVERS)) {
      PciDev dev =
          mock(PciDev.class, org.mockito.AdditionalAnswers.delegatesTo(ism.passthrough.dev()));
      long page = ism.page();
      new Moves(dev).acrossAPage(ism.dmb.token(), page);
      assertEquals(List.of("R-05"), rules(watch));
      assertEquals(
          Marked.line(Moves.class, "across"), watch.findings().getFirst().line().getLineNumber());
    }
  }

  @Test
  void exceptionKeepsItsLines() {
    IllegalStateException thrown;
    try (WatchedIsm ism = WatchedIsm.lpar();
        DriverWatch watch = DriverWatch.attach(DRIVERS)) {
      Pointers driver = new Pointers(ism.passthrough.io(), ism.passthrough.storage());
      thrown = assertThrows(IllegalStateException.class, driver::copyFromNowhere);
      assertEquals(0, watch.calls());
    }
    StackTraceElement line = thrown.getStackTrace()[0];
    assertEquals("Pointers.java", line.getFileName());
    assertEquals(Marked.line(Pointers.class, "nowhere"), line.getLineNumber());
  }

  @Test
  void reportSaysWhatWhereAndWhy() {
    try (WatchedIsm ism = WatchedIsm.lpar();
        DriverWatch watch = DriverWatch.attach(DRIVERS)) {
      new Commands(ism.passthrough.dev()).headerFirst(5);
      AssertionError error = assertThrows(AssertionError.class, watch::assertClean);
      assertEquals(
          """
          io.zpci.testkit.watched: 3 calls, 1 finding
          R-08 at io.zpci.testkit.watched.Commands.headerFirst(Commands.java:%d)
            PciDev.storeBlock(space 2, offset 0x0, length 8, address 0x101000)
            the header of command 0x4 asks for 8 bytes of payload, and none was written before it
            what should hold: %s\
          """
              .formatted(Marked.line(Commands.class, "header first"), IsmRules.R_08.statement()),
          error.getMessage());
    }
  }

  private static List<String> rules(DriverWatch watch) {
    return watch.findings().stream()
        .map(finding -> finding.rule().id())
        .collect(Collectors.toList());
  }
}
