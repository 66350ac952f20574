package io.zpci.examples;

import static io.zpci.testkit.Access.move;
import static io.zpci.testkit.Access.pcilg;
import static io.zpci.testkit.Access.pcistb;
import static io.zpci.testkit.TraceAssert.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.zpci.ism.IsmFunction;
import io.zpci.linux.Errno;
import io.zpci.machine.IsmPeer;
import io.zpci.machine.Passthrough;
import io.zpci.nativedriver.CCompiler;
import io.zpci.nativedriver.MisusedCall;
import io.zpci.nativedriver.NativeDriver;
import io.zpci.nativedriver.NativeFunction;
import io.zpci.nativedriver.StorageAddress;
import io.zpci.testkit.EveryRoute;
import io.zpci.testkit.PassthroughTest;
import io.zpci.trace.Hand;
import io.zpci.verdict.TraceRecorder;
import io.zpci.workload.Bytes;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code mvn -pl examples -am test -Dtest=E2CWritePathTest -Dsurefire.failIfNoSpecifiedTests=false}
 *
 * <p>A write path in C under test, compiled here from {@code src/test/c/write_path.c}: it is right
 * on a route that passes blocks on, and the test names the hand that stops it on {@code bar-rw}.
 */
class E2CWritePathTest {
  private static final int SIZE = 10_000;

  @TempDir static Path folder;
  private static Path library;

  /** The functions of write_path.c. */
  interface WritePath {
    @NativeFunction("read_gid")
    int readGid(MemorySegment pdev);

    @NativeFunction("register_dmb")
    int registerDmb(MemorySegment pdev, int length, long rgid);

    @NativeFunction("last_answer")
    long lastAnswer();

    @NativeFunction("move")
    int move(MemorySegment pdev, long token, int offset, @StorageAddress long data, int size);

    @NativeFunction("move")
    int moveFrom(MemorySegment pdev, long token, int offset, MemorySegment data, int size);
  }

  @BeforeAll
  static void compile() {
    Optional<CCompiler> compiler = CCompiler.find();
    assumeTrue(compiler.isPresent(), CCompiler.ABSENT);
    Path source = Path.of(System.getProperty("basedir", ""), "src/test/c/write_path.c");
    library = compiler.orElseThrow().compile(source, folder);
  }

  @PassthroughTest
  void payloadArrivesBeforeItsHeader(Passthrough guest, IsmPeer peer, TraceRecorder trace) {
    try (NativeDriver driver = NativeDriver.load(library, guest)) {
      WritePath path = driver.as(WritePath.class);
      assertEquals(0, path.registerDmb(driver.pdev(), 0x4000, peer.gid()));
      assertThat(trace)
          .issued()
          .inOrder(
              pcistb(2, 8, 32),
              pcistb(2, 0, 8).of("0000000a00000028"),
              pcilg(2, 0, 8),
              pcilg(2, 8, 8));
      assertThat(trace).noRuleBroken().payloadBeforeHeader();
      assertEquals(0, (int) path.lastAnswer(), "a token has no low bits");
    }
  }

  @EveryRoute(except = {"bar-rw", "ism-vfio-pci"})
  void commandsAndMovesArriveWhole(
      Passthrough guest, IsmFunction function, IsmPeer peer, TraceRecorder trace) {
    IsmPeer.Dmb dmb = peer.register(4 * 4096, function.gid());
    try (NativeDriver driver = NativeDriver.load(library, guest)) {
      WritePath path = driver.as(WritePath.class);
      assertEquals(0, path.readGid(driver.pdev()));
      assertEquals(function.gid(), path.lastAnswer());
      trace.clear();
      long data = guest.dev().allocate(SIZE);
      for (int i = 0; i < SIZE; i++) {
        guest.storage().putByte(data + i, i + 1);
      }
      assertEquals(0, path.move(driver.pdev(), dmb.token(), 100, data, SIZE));
    }
    assertThat(trace)
        .arrived()
        .exactly(
            move(dmb.token(), 100, 3996).silent(),
            move(dmb.token(), 4096, 4096).silent(),
            move(dmb.token(), 8192, 1908).signalling());
    assertThat(trace).wholeBlocksOnly().signalAfterData();
    assertEquals(Bytes.counting(1, SIZE), peer.read(dmb, 100, SIZE));
    assertTrue(peer.signalled(dmb));
  }

  /** QEMU takes no block of 8 bytes: the driver learns of it, and the device sees nothing. */
  @PassthroughTest(route = "bar-rw")
  void qemuStopsTheHeaderOnBarRw(Passthrough guest, TraceRecorder trace) {
    try (NativeDriver driver = NativeDriver.load(library, guest)) {
      assertEquals(-Errno.ENXIO, driver.as(WritePath.class).readGid(driver.pdev()));
    }
    assertThat(trace).ruleBroken("qemu.pcistb.7", Hand.QEMU).nothingReachedDevice();
  }

  /** What would take a kernel down fails the test instead, with the call. */
  @PassthroughTest
  void aMoveFromNowhereNamesTheCall(Passthrough guest, TraceRecorder trace) {
    try (NativeDriver driver = NativeDriver.load(library, guest)) {
      WritePath path = driver.as(WritePath.class);
      MisusedCall error =
          assertThrows(
              MisusedCall.class,
              () -> path.moveFrom(driver.pdev(), 1L << 32, 0, MemorySegment.NULL, 64));
      assertEquals(
          "move: __zpci_store_block(data=NULL, req=0x%x00000040, offset=0x100800000): data is NULL"
              .formatted(guest.handle()),
          error.getMessage());
    }
    assertThat(trace).nothingReachedDevice();
  }
}
