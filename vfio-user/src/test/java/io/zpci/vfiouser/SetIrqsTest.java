package io.zpci.vfiouser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.zpci.linux.Errno;
import io.zpci.posix.Descriptor;
import io.zpci.posix.EventFd;
import io.zpci.posix.SharedFile;
import io.zpci.vfio.IrqSet;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code DEVICE_SET_IRQS}: raw bytes in, raw bytes out, real eventfds. */
class SetIrqsTest extends ProtocolTest {
  private static final String FRONT = "0100 0800 24000000 00000000 00000000 14000000 ";
  private static final String OK = "0100 0800 10000000 01000000 00000000";
  private static final String COUNT = "as many eventfds as vectors were expected, or none";

  private EventFd first;
  private EventFd second;
  private long before;

  @BeforeEach
  void version() throws Exception {
    negotiate();
    first = EventFd.create();
    second = EventFd.create();
    before = Leaks.descriptors();
  }

  @AfterEach
  void close() {
    first.close();
    second.close();
  }

  private void set(String operands, String call, Descriptor... descriptors) throws Exception {
    exchange(FRONT + operands, OK, descriptors);
    assertEquals(call, device.call());
  }

  private void signal(int trigger) {
    given().triggers().get(trigger).signal();
  }

  private IrqSet given() {
    return Objects.requireNonNull(device.set, "no interrupts were set up");
  }

  @Test
  void eachVectorSignalsItsEventfd() throws Exception {
    set(
        "24000000 01000000 02000000 02000000",
        "irqs 24 1 2+2 [] 2",
        first.descriptor(),
        second.descriptor());
    assertEquals(before + 2, Leaks.descriptors());
    signal(0);
    signal(1);
    signal(1);
    assertEquals(1, first.take());
    assertEquals(2, second.take());
  }

  @Test
  void anEventfdIsClosedWhereAnotherReplacesIt() throws Exception {
    set("24000000 01000000 00000000 01000000", "irqs 24 1 0+1 [] 1", first.descriptor());
    IrqSet old = given();
    set("24000000 01000000 00000000 01000000", "irqs 24 1 0+1 [] 1", second.descriptor());
    assertEquals(before + 1, Leaks.descriptors());
    // What is closed signals nobody.
    old.triggers().get(0).signal();
    signal(0);
    assertEquals(0, first.take());
    assertEquals(1, second.take());
  }

  @Test
  void aKindIsDisabledAsAWhole() throws Exception {
    set(
        "24000000 01000000 06000000 02000000",
        "irqs 24 1 6+2 [] 2",
        first.descriptor(),
        second.descriptor());
    set("21000000 01000000 00000000 00000000", "irqs 21 1 0+0 [] 0");
    assertEquals(before, Leaks.descriptors());
  }

  @Test
  void theVectorsOfOneKindAreNotThoseOfAnother() throws Exception {
    set("24000000 01000000 00000000 01000000", "irqs 24 1 0+1 [] 1", first.descriptor());
    set("24000000 02000000 00000000 01000000", "irqs 24 2 0+1 [] 1", second.descriptor());
    set("21000000 01000000 00000000 00000000", "irqs 21 1 0+0 [] 0");
    assertEquals(before + 1, Leaks.descriptors());
    set("24000000 02000000 00000000 01000000", "irqs 24 2 0+1 [] 0");
    assertEquals(before, Leaks.descriptors());
  }

  @Test
  void vectorsWithoutEventfdsLoseThoseTheyHad() throws Exception {
    set(
        "24000000 01000000 02000000 02000000",
        "irqs 24 1 2+2 [] 2",
        first.descriptor(),
        second.descriptor());
    // libvfio-user's loop would end before it begins here.
    set("24000000 01000000 03000000 01000000", "irqs 24 1 3+1 [] 0");
    assertEquals(before + 1, Leaks.descriptors());
    set("24000000 01000000 02000000 01000000", "irqs 24 1 2+1 [] 0");
    assertEquals(before, Leaks.descriptors());
  }

  @Test
  void vectorsAreSignalledByBooleansAndWithoutData() throws Exception {
    exchange(
        "0100 0800 27000000 00000000 00000000 14000000 22000000 01000000 01000000 03000000 000102",
        OK);
    assertEquals("irqs 22 1 1+3 [false, true, true] 0", device.call());
    set("21000000 01000000 01000000 03000000", "irqs 21 1 1+3 [] 0");
    set("09000000 01000000 00000000 08000000", "irqs 9 1 0+8 [] 0");
    set("11000000 01000000 00000000 08000000", "irqs 11 1 0+8 [] 0");
    exchange(
        "0100 0800 25000000 00000000 00000000 14000000 0a000000 02000000 03000000 01000000 01", OK);
    assertEquals("irqs a 2 3+1 [true] 0", device.call());
  }

  @ParameterizedTest
  @CsvSource({
    // Flags, index, start, count.
    "64000000 01000000 00000000 01000000, flags that are not known",
    "04000000 01000000 00000000 01000000, one action was expected",
    "34000000 01000000 00000000 01000000, one action was expected",
    "39000000 01000000 00000000 01000000, one action was expected",
    "20000000 01000000 00000000 01000000, one kind of data was expected",
    "25000000 01000000 00000000 01000000, one kind of data was expected",
    "26000000 01000000 00000000 01000000, one kind of data was expected",
    "21000000 05000000 00000000 00000000, there is no such kind of interrupt",
    "21000000 ffffffff 00000000 00000000, there is no such kind of interrupt",
    "21000000 00000000 00000000 00000000, there are no such vectors",
    "21000000 03000000 00000000 00000000, there are no such vectors",
    "21000000 01000000 08000000 00000000, there are no such vectors",
    "21000000 01000000 07000000 02000000, there are no such vectors",
    "21000000 01000000 01000000 ffffffff, there are no such vectors",
    "21000000 01000000 ffffffff 01000000, there are no such vectors",
    "21000000 01000000 00000000 09000000, there are no such vectors",
    "21000000 01000000 01000000 00000000, 'no vector, and not all of them are to be disabled'",
    "24000000 01000000 00000000 00000000, 'no vector, and not all of them are to be disabled'",
    "22000000 01000000 00000000 00000000, 'no vector, and not all of them are to be disabled'",
    "09000000 01000000 00000000 00000000, 'no vector, and not all of them are to be disabled'",
    "09000000 04000000 00000000 01000000, there is one vector without a mask",
    "11000000 04000000 00000000 01000000, there is one vector without a mask",
    "22000000 01000000 00000000 01000000, as many booleans as vectors were expected",
  })
  void operandsAreChecked(String operands, String reason) throws Exception {
    refused(FRONT + operands, Errno.EINVAL, reason);
    assertNull(device.calls.poll());
  }

  @Test
  void aRequestToLetGoHasOneVector() throws Exception {
    set("24000000 04000000 00000000 01000000", "irqs 24 4 0+1 [] 1", first.descriptor());
    set("21000000 04000000 00000000 01000000", "irqs 21 4 0+1 [] 0");
    assertEquals(before + 1, Leaks.descriptors());
    set("21000000 04000000 00000000 00000000", "irqs 21 4 0+0 [] 0");
    assertEquals(before, Leaks.descriptors());
  }

  @Test
  void booleansAreAsManyAsVectors() throws Exception {
    String booleans = "as many booleans as vectors were expected";
    refused(
        "0100 0800 26000000 00000000 00000000 14000000 22000000 01000000 00000000 03000000 0001",
        Errno.EINVAL,
        booleans);
    refused(
        "0100 0800 28000000 00000000 00000000 14000000 22000000 01000000 00000000 03000000 00010000",
        Errno.EINVAL,
        booleans);
    refused(
        "0100 0800 25000000 00000000 00000000 14000000 21000000 01000000 00000000 01000000 01",
        Errno.EINVAL,
        booleans);
    assertNull(device.calls.poll());
  }

  @Test
  void eventfdsAreAsManyAsVectorsOrNone() throws Exception {
    refused(FRONT + "24000000 01000000 00000000 02000000", Errno.EINVAL, COUNT, first.descriptor());
    refused(
        FRONT + "24000000 01000000 00000000 01000000",
        Errno.EINVAL,
        COUNT,
        first.descriptor(),
        second.descriptor());
    refused(FRONT + "21000000 01000000 00000000 01000000", Errno.EINVAL, COUNT, first.descriptor());
    refused(FRONT + "21000000 01000000 00000000 00000000", Errno.EINVAL, COUNT, first.descriptor());
    assertNull(device.calls.poll());
    assertEquals(before, Leaks.descriptors());
  }

  @Test
  void onlyAnEventfdIsTaken() throws Exception {
    try (SharedFile file = SharedFile.create("no-event", 4096)) {
      refused(
          FRONT + "24000000 01000000 00000000 02000000",
          Errno.EINVAL,
          "a descriptor that is no eventfd",
          first.descriptor(),
          file.descriptor());
    }
    assertNull(device.calls.poll());
    assertEquals(before, Leaks.descriptors());
  }

  @Test
  void aFullCounterMakesNobodyWait() throws Exception {
    set("24000000 01000000 00000000 01000000", "irqs 24 1 0+1 [] 1", first.descriptor());
    first.add(-2L);
    signal(0);
    assertEquals(-2L, first.take());
  }

  @Test
  void whatTheDeviceRefusesIsTheErrnoAndNothingChanges() throws Exception {
    set("24000000 01000000 00000000 01000000", "irqs 24 1 0+1 [] 1", first.descriptor());
    IrqSet old = given();
    device.answer = -Errno.EBUSY;
    refused(
        FRONT + "24000000 01000000 00000000 01000000",
        Errno.EBUSY,
        "the device refuses it",
        second.descriptor());
    // So many vectors there are.
    device.answer = 3;
    refused(
        FRONT + "24000000 01000000 00000000 01000000",
        Errno.ENOSPC,
        "the device refuses it",
        second.descriptor());
    assertEquals(before + 1, Leaks.descriptors());
    old.triggers().get(0).signal();
    assertEquals(1, first.take());
  }

  @Test
  void theStructureHasToBeThere() throws Exception {
    String shorter = "the message or its argsz is too short";
    refused(
        "0100 0800 20000000 00000000 00000000 14000000 21000000 01000000 00000000",
        Errno.EINVAL,
        shorter);
    refused(
        "0100 0800 24000000 00000000 00000000 13000000 21000000 01000000 00000000 00000000",
        Errno.EINVAL,
        shorter);
  }

  @Test
  void everythingIsClosedAfterTheDeviceIsDetached() throws Exception {
    set("24000000 01000000 00000000 01000000", "irqs 24 1 0+1 [] 1", first.descriptor());
    set("24000000 02000000 03000000 01000000", "irqs 24 2 3+1 [] 1", second.descriptor());
    client.close();
    assertEquals("disconnected: it closed the connection", events.next());
    assertEquals("detach", device.call());
    // Both eventfds, and both ends of the connection.
    assertEquals(before - 2, Leaks.descriptors());
  }
}
