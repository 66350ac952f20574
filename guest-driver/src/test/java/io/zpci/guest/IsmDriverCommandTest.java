package io.zpci.guest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.linux.Errno;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The bytes of each command, and what the driver makes of what comes back. */
class IsmDriverCommandTest {
  private static final long PEER = 0xb2b2_b2b2_0000_0002L;

  private final FakeIsm dev = new FakeIsm();
  private final IsmDriver driver =
      new IsmDriver(IsmDriverVersion.named("6.1").orElseThrow(), dev, new SeenClient());

  @BeforeEach
  void probed() {
    assertEquals(0, driver.probe());
    dev.taken();
  }

  @Test
  void queryRemoteGid() {
    assertEquals(0, driver.queryRemoteGid(PEER, true, 0x123));
    assertEquals(
        List.of("stb 2+8 b2b2b2b2000000020000000100000123", "stb 2+0 0000000900000018", "lg 2+0 8"),
        dev.taken());
  }

  @Test
  void signalEvent() {
    assertEquals(0, driver.signalEvent(PEER, 1, 0x80, 0x1122_3344_5566_7788L));
    assertEquals(
        List.of(
            "stb 2+8 b2b2b2b20000000200000001000000801122334455667788",
            "stb 2+0 0000000e00000020",
            "lg 2+0 8"),
        dev.taken());
  }

  @Test
  void vlans() {
    assertEquals(0, driver.addVlan(5));
    assertEquals(0, driver.delVlan(6));
    assertEquals(0, driver.setVlanRequired());
    assertEquals(0, driver.resetVlanRequired());
    assertEquals(
        List.of(
            "stb 2+8 0000000000000005",
            "stb 2+0 0000000400000010",
            "lg 2+0 8",
            "stb 2+8 0000000000000006",
            "stb 2+0 0000000500000010",
            "lg 2+0 8",
            "stb 2+0 0000000600000008",
            "lg 2+0 8",
            "stb 2+0 0000000700000008",
            "lg 2+0 8"),
        dev.taken());
  }

  @Test
  void newestDoesNotRequireVlans() {
    IsmDriver newest = new IsmDriver(IsmDriverVersion.newest(), dev, new SeenClient());
    assertEquals(-Errno.EOPNOTSUPP, newest.setVlanRequired());
    assertEquals(-Errno.EOPNOTSUPP, newest.resetVlanRequired());
    assertEquals(List.of(), dev.taken());
  }

  @Test
  void aReturnCodeComesBackAndNoPayloadIsLoaded() {
    dev.answer(0x09, "00000009000d0010");
    assertEquals(0xd, driver.queryRemoteGid(PEER, false, 0));
    assertEquals("lg 2+0 8", dev.taken().getLast());
  }

  @Test
  void theResultsOfTheBlocksAreIgnored() {
    dev.fail("stb");
    assertEquals(0, driver.addVlan(7));
    assertEquals(
        List.of("stb 2+8 0000000000000007", "stb 2+0 0000000400000010", "lg 2+0 8"), dev.taken());
  }

  @Test
  void aPayloadThatFailedRunsTheCommandOnWhatWasThere() {
    driver.addVlan(5);
    dev.fail("stb 2+8");
    assertEquals(0, driver.addVlan(7));
    assertEquals(5, dev.area[15]);
  }

  @Test
  void aHeaderThatCannotBeLoadedIsAnError() {
    dev.fail("lg 2+0");
    assertEquals(0xffff, driver.addVlan(7));
  }

  @Test
  void aPayloadThatCannotBeLoadedLeavesTheRequestInItsPlace() {
    dev.answer(0x0a, "0000000a000000100000123400000000");
    dev.fail("lg 2+8");
    IsmDmb dmb = new IsmDmb(4096, 0, false, 0);
    assertEquals(0, driver.registerDmb(dmb, PEER));
    assertEquals(dmb.ioAddress(), dmb.token());
  }

  @Test
  void thePayloadIsAsLongAsTheResponseSays() {
    dev.answer(0x0e, "0000000e00000020");
    assertEquals(0, driver.signalEvent(PEER, 1, 2, 3));
    assertEquals(
        List.of("lg 2+0 8", "lg 2+8 8", "lg 2+16 8", "lg 2+24 8"), dev.taken().subList(2, 6));
  }

  @ParameterizedTest
  @CsvSource({
    "0000000400000000, response length 0",
    "0000000400000007, response length 7",
    "000000040000000c, response length 12",
    "0000000400000018, response length 24 in a buffer of 16",
    "000000040000fff8, response length 65528 in a buffer of 16",
  })
  void aLengthThatTheDriverCannotBearEndsTheKernel(String response, String cause) {
    dev.answer(0x04, response);
    GuestKernelCrash crash = assertThrows(GuestKernelCrash.class, () -> driver.addVlan(7));
    assertEquals("guest kernel crash: " + cause, crash.getMessage());
    assertEquals("lg 2+8 8", dev.taken().getLast());
  }

  @Test
  void aLengthInsideTheUnionsAlignmentIsBorne() {
    dev.answer(0x09, "0000000900000020");
    assertEquals(0, driver.queryRemoteGid(PEER, false, 0));
    assertEquals("lg 2+24 8", dev.taken().getLast());
  }

  @Test
  void zerosInsteadOfAResponseEndTheKernel() {
    dev.answer(0x03, "0000000000000000");
    IsmDriver other = new IsmDriver(IsmDriverVersion.newest(), dev, new SeenClient());
    GuestKernelCrash crash = assertThrows(GuestKernelCrash.class, other::probe);
    assertEquals("guest kernel crash: response length 0", crash.getMessage());
  }

  @Test
  void aCommandStandsInOnePageOnAMultipleOf64() {
    FakeIsm other = new FakeIsm();
    long first = FakeIsm.START;
    IsmCommands commands = new IsmCommands(other, null);
    assertEquals(0, commands.open());
    for (int i = 0; i < 16; i++) {
      assertEquals(first + 256 * i, commands.begin(IsmCommand.QUERY_INFO));
    }
    assertThrows(IllegalStateException.class, () -> commands.begin(IsmCommand.READ_GID));
    commands.end(first + 256 * 3);
    assertEquals(first + 256 * 3, commands.begin(IsmCommand.READ_GID));
    for (IsmCommand command : IsmCommand.values()) {
      assertTrue(command.unionSize() <= 256, command.name());
    }
  }
}
