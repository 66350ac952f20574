package io.zpci.examples;

import static io.zpci.testkit.TraceAssert.assertThat;
import static io.zpci.testkit.register.Order.Endian.BIG_ENDIAN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.zpci.arch.Outcome;
import io.zpci.arch.ProgramInterruption;
import io.zpci.guest.PciDev;
import io.zpci.ism.IsmFunction;
import io.zpci.machine.IsmPeer;
import io.zpci.machine.Passthrough;
import io.zpci.storage.GuestStorage;
import io.zpci.testkit.PassthroughTest;
import io.zpci.testkit.register.At;
import io.zpci.testkit.register.Offset;
import io.zpci.testkit.register.Order;
import io.zpci.testkit.register.RegisterException;
import io.zpci.testkit.register.Registers;
import io.zpci.testkit.register.Space;
import io.zpci.testkit.register.StoreBlock;
import io.zpci.testkit.register.Stride;
import io.zpci.trace.Hand;
import io.zpci.verdict.TraceRecorder;
import io.zpci.workload.Bytes;
import org.junit.jupiter.api.BeforeEach;

/**
 * A register file: {@code mvn -pl examples -am test -Dtest=E3RegisterFileTest
 * -Dsurefire.failIfNoSpecifiedTests=false}.
 *
 * <p>The spaces of an ISM function are an interface. A call is one instruction, and what the
 * interface cannot say cannot be issued by mistake: no store of 8 bytes, no block across the space
 * of commands.
 */
class E3RegisterFileTest {
  private static final int READ_GID = 0x03;
  private static final int QUERY_RGID = 0x09;

  /** Commands in BAR 2, whose response overlays the request, and moves in BAR 0. */
  @Space(2)
  @Order(BIG_ENDIAN)
  interface IsmRegisters {
    /** The request behind its header; it comes first. */
    @Offset(8)
    @StoreBlock(max = 192)
    void payload(long storageAddress, int length);

    /** The request's header; the function executes the command. */
    @Offset(0)
    @StoreBlock(length = 8)
    void header(long storageAddress);

    /** The response's header: command, return code, length. */
    @Offset(0)
    long header();

    /** The response behind its header. */
    @Offset(8)
    @Stride(value = 8, count = 24)
    long response(int index);

    /** A move to {@code to}: token, element, signal and offset in the DMB. */
    @Space(0)
    @Offset(0)
    @StoreBlock(max = 4096)
    void move(@At long to, long storageAddress, int length);

    default int returnCode() {
      return (int) (header() >>> 16) & 0xffff;
    }
  }

  private IsmRegisters registers;
  private GuestStorage storage;
  private long buffer;

  @BeforeEach
  void make(Passthrough guest, PciDev dev) {
    registers = Registers.of(IsmRegisters.class, guest);
    storage = guest.storage();
    buffer = dev.allocate(4096);
  }

  private void prepare(int command, int length) {
    storage.putInt(buffer, command);
    storage.putInt(buffer + 4, length);
  }

  @PassthroughTest
  void commandWithoutPayload(IsmFunction function, TraceRecorder trace) {
    prepare(READ_GID, 8);
    registers.header(buffer);
    assertEquals(0x0000_0003_0000_0010L, registers.header());
    assertEquals(function.gid(), registers.response(0));
    assertThat(trace).issued().count(3);
    assertThat(trace).wholeBlocksOnly().noRuleBroken();
  }

  @PassthroughTest
  void commandWithPayload(IsmPeer peer, TraceRecorder trace) {
    prepare(QUERY_RGID, 24);
    storage.putLong(buffer + 8, peer.gid());
    storage.putLong(buffer + 16, 0);
    registers.payload(buffer + 8, 16);
    registers.header(buffer);
    assertEquals(0, registers.returnCode());
    assertThat(trace).payloadBeforeHeader().wholeBlocksOnly().noRuleBroken();
  }

  @PassthroughTest
  void moveToThePeer(IsmFunction function, IsmPeer peer, TraceRecorder trace) {
    IsmPeer.Dmb dmb = peer.register(16384, function.gid());
    storage.putLong(buffer, 0x0102_0304_0506_0708L);
    registers.move(dmb.token() | 0x123, buffer, 5);
    assertEquals(Bytes.ofHex("0102030405"), peer.read(dmb, 0x123, 5));
    assertThat(trace).delivered().wholeBlocksOnly().noRuleBroken();
  }

  @PassthroughTest(route = "bar-rw")
  void stoppedByQemu(TraceRecorder trace) {
    prepare(READ_GID, 8);
    RegisterException failed =
        assertThrows(RegisterException.class, () -> registers.header(buffer));
    assertEquals(Outcome.exception(ProgramInterruption.SPECIFICATION), failed.result());
    assertThat(trace).ruleBroken("qemu.pcistb.7", Hand.QEMU).nothingReachedDevice();
  }
}
