package io.zpci.guest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.linux.Errno;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connecting, events and going away, by the commands that the function sees. */
class SmcDeviceTest {
  private static final String PEER = "00000000000000b2";
  private static final String TOKEN = "0000001000000000";

  /** SIGNAL_IEQ to the peer: interrupt, shutdown, id 256, VLAN 0, request. */
  private static final String SIGNAL_SHUTDOWN =
      "stb 2+8 " + PEER + "0000000100000080" + "0000010000000001";

  private static List<String> stores(SmcEnd end) {
    return end.ism.taken().stream().filter(line -> line.startsWith("stb")).toList();
  }

  private static String registerDmb(long ioAddress, String length) {
    return "stb 2+8 %016x%s00000020".formatted(ioAddress, length) + "0000000000000000" + PEER;
  }

  private static IsmEvent software(int code, long info) {
    return new IsmEvent(2, code, SmcEnd.PEER, 0, info);
  }

  @Test
  void attachAddsTheReservedVlanAfterTheDriversProbe() {
    FakeIsm ism = new FakeIsm();
    SmcDevice device = new SmcDevice(IsmDriverVersion.newest(), ism, SmcEnd.EID);
    assertEquals(0, device.probe());
    List<String> log = ism.taken();
    assertEquals(
        List.of("stb 2+8 0000000000001fff", "stb 2+0 0000000400000010", "lg 2+0 8"),
        log.subList(log.size() - 3, log.size()));
    assertTrue(device.version2());
  }

  @Test
  void functionThatRefusesTheVlanIsOfVersion1() {
    FakeIsm ism = new FakeIsm();
    ism.answer(0x03, "0000000300000010" + "00000000000000a1");
    ism.answer(0x04, "0000000400010008");
    ism.answer(0x0a, "0000000a00000010" + TOKEN);
    SmcDevice device = new SmcDevice(IsmDriverVersion.newest(), ism, SmcEnd.EID);
    assertEquals(0, device.probe());
    assertFalse(device.version2());
    ism.taken();
    SmcConnection connection = new SmcConnection(device, 0);
    assertEquals(0, connection.accept(SmcEnd.PEER));
    assertTrue(ism.taken().contains("stb 2+8 " + PEER + "0000000000000000"));
    assertEquals(new ClcFacts(0xa1, 0x10L << 32, 0, 0, 256, 0, ""), connection.facts());
  }

  @Test
  void oldDriverAddsTheVlanItself() {
    FakeIsm ism = new FakeIsm();
    SmcDevice device = new SmcDevice(IsmDriverVersion.named("5.10").orElseThrow(), ism, SmcEnd.EID);
    assertEquals(0, device.probe());
    assertTrue(device.version2());
    assertEquals(1, ism.taken().stream().filter("stb 2+8 0000000000001fff"::equals).count());
  }

  @Test
  void failedProbeLeavesNothing() {
    FakeIsm ism = new FakeIsm();
    ism.answer(0x01, "0000000100010008");
    SmcDevice device = new SmcDevice(IsmDriverVersion.newest(), ism, SmcEnd.EID);
    assertEquals(-Errno.EIO, device.probe());
    assertEquals(Set.of(), ism.live);
    ism.fail("allocate");
    assertEquals(-Errno.ENOMEM, device.probe());
  }

  @Test
  void serverAsksForThePeerThenRegistersADmbForIt() {
    SmcEnd end = new SmcEnd();
    assertEquals(0, end.connection.accept(SmcEnd.PEER));
    List<String> stores = stores(end);
    long dmb = SmcEnd.registered(stores);
    assertEquals(
        List.of(
            "stb 2+8 " + PEER + "0000000100001fff",
            "stb 2+0 0000000900000018",
            registerDmb(FakeIsm.IO + dmb, "00004000"),
            "stb 2+0 0000000a00000028"),
        stores);
    assertEquals(
        new ClcFacts(0xa1, 0x10L << 32, 0, 0, 256, FakeIsm.PCHID, SmcEnd.EID),
        end.connection.facts());
    end.connection.confirm(end.peer(0));
    assertEquals(SmcState.ACTIVE, end.connection.state());
    assertThrows(IllegalStateException.class, () -> end.connection.accept(SmcEnd.PEER));
  }

  @Test
  void unreachablePeerIsRefusedWithTheFunctionsCode() {
    SmcEnd end = new SmcEnd();
    end.ism.answer(0x09, "0000000900040008");
    assertEquals(4, end.connection.accept(SmcEnd.PEER));
    assertEquals(2, stores(end).size());
  }

  @Test
  void factsOfAnotherFabricOrEidAreRefusedWithoutAnInstruction() {
    SmcEnd end = new SmcEnd();
    ClcFacts fabric = new ClcFacts(SmcEnd.PEER, 0, 0, 0, 0, FakeIsm.PCHID + 1, SmcEnd.EID);
    ClcFacts eid = new ClcFacts(SmcEnd.PEER, 0, 0, 0, 0, FakeIsm.PCHID, "");
    assertEquals(-Errno.ENODEV, end.connection.connect(fabric));
    assertEquals(-Errno.ENODEV, end.connection.connect(eid));
    assertEquals(List.of(), end.ism.taken());
  }

  @Test
  void refusedDmbIsTriedSmallerAndAtLastTheGroupEnds() {
    SmcEnd end = new SmcEnd();
    end.ism.answer(0x0a, "0000000a00010008");
    SmcConnection connection = new SmcConnection(end.device, 2);
    assertEquals(-Errno.ENOMEM, connection.connect(end.peer(2)));
    List<String> stores = stores(end);
    assertEquals(
        List.of("00010000", "00008000", "00004000"),
        stores.stream()
            .filter(line -> line.length() == 72 && line.endsWith(PEER))
            .map(line -> line.substring(24, 32))
            .toList());
    assertEquals(SIGNAL_SHUTDOWN, stores.get(stores.size() - 2));
  }

  @Test
  void smallerDmbIsWhatThePeerIsTold() {
    SmcEnd end = new SmcEnd();
    SmcConnection connection = new SmcConnection(end.device, 2);
    end.ism.fail("map 65536");
    assertEquals(0, connection.connect(end.peer(2)));
    assertEquals(1, connection.facts().sizeExponent());
    assertEquals(32768, connection.facts().length());
    assertEquals(32736, connection.facts().ringLength());
  }

  @Test
  void peersShutdownEndsItsConnectionsAndIsNotAnswered() {
    SmcEnd end = SmcEnd.connected();
    end.device.handleEvent(software(0x80, 0x0000_0100_0000_0001L));
    assertEquals(1, end.device.poll());
    assertEquals(List.of("stb 2+8 " + TOKEN, "stb 2+0 0000000b00000010"), stores(end));
    assertEquals(SmcState.CLOSED, end.connection.state());
    assertTrue(end.connection.aborted());
    assertEquals(-Errno.EPIPE, end.send(1));
    assertEquals(-Errno.ENOTCONN, end.receive(1));
    assertEquals(0, end.connection.close());
    end.device.handleIrq(32, 0x1000);
    assertEquals(0, end.device.poll());
  }

  @Test
  void deviceEventEndsTheConnectionsToItsGid() {
    SmcEnd end = SmcEnd.connected();
    end.device.handleEvent(new IsmEvent(1, 7, SmcEnd.PEER + 1, 0, 0));
    end.device.poll();
    assertEquals(SmcState.ACTIVE, end.connection.state());
    end.device.handleEvent(new IsmEvent(1, 7, SmcEnd.PEER, 0, 0));
    end.device.poll();
    assertEquals(SmcState.CLOSED, end.connection.state());
  }

  @Test
  void bufferEventsAndShutdownsOfAVlanChangeNothing() {
    SmcEnd end = SmcEnd.connected();
    end.device.handleEvent(new IsmEvent(0, 4, SmcEnd.PEER_TOKEN, 0, 0));
    end.device.handleEvent(software(0x80, 0x0000_0100_0007_0001L));
    end.device.handleEvent(software(0x81, 1));
    assertEquals(3, end.device.poll());
    assertEquals(SmcState.ACTIVE, end.connection.state());
    assertEquals(List.of(), stores(end));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void testLinkRequestIsAnsweredAndAResponseIsNot(int code) {
    SmcEnd end = SmcEnd.connected();
    end.device.handleEvent(software(0x83, 0x0102_0304_0005_0000L | code));
    end.device.poll();
    List<String> answer =
        List.of(
            "stb 2+8 " + PEER + "0000000100000083" + "0102030400050002",
            "stb 2+0 0000000e00000020");
    assertEquals(code == 1 ? answer : List.of(), stores(end));
  }

  @Test
  void goingAwayAbortsTellsThePeerUnregistersAndRemoves() {
    SmcEnd end = SmcEnd.connected();
    end.device.remove();
    assertEquals(
        List.of(
            "stb 0+2000800000 fe" + "0".repeat(44) + "20" + "0".repeat(16),
            SIGNAL_SHUTDOWN,
            "stb 2+0 0000000e00000020",
            "stb 2+8 " + TOKEN,
            "stb 2+0 0000000b00000010",
            "stb 2+0 0000001200000008",
            "stb 2+0 0000001100000008"),
        stores(end));
    assertEquals(Set.of(), end.ism.live);
    assertEquals(SmcState.CLOSED, end.connection.state());
  }

  @Test
  void eventsWhileGoingAwayAreDropped() {
    SmcEnd end = SmcEnd.connected();
    end.device.remove();
    end.device.handleEvent(software(0x83, 1));
    assertEquals(0, end.device.poll());
  }

  @Test
  void nextGroupHasTheNextId() {
    SmcEnd end = SmcEnd.connected();
    end.device.terminateAll();
    SmcConnection next = new SmcConnection(end.device, 0);
    assertEquals(0, next.connect(end.peer(0)));
    assertEquals(512, next.facts().linkId());
  }

  @Test
  void factsOutsideTheirFieldsAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new ClcFacts(1, 0, 0, 7, 0, 0, ""));
    assertThrows(IllegalArgumentException.class, () -> new ClcFacts(1, 0, 256, 0, 0, 0, ""));
    SmcDevice device = SmcEnd.connected().device;
    assertThrows(IllegalArgumentException.class, () -> new SmcConnection(device, 7));
    assertEquals("IBM-SYSZ-ISMSEID0000000023453931", SmcEnd.EID);
  }
}
