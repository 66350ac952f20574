package io.zpci.vfio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.zpci.linux.Errno;
import io.zpci.linux.LinuxVersion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** GET_IRQ_INFO and SET_IRQS, spec passthrough a.7; the device has 8 MSI and 4 MSI-X vectors. */
class SetIrqsTest {
  private static final int MSI = VfioDevice.IRQ_MSI;
  private static final int MSIX = VfioDevice.IRQ_MSIX;
  private static final int EVENTFD = IrqSet.DATA_EVENTFD | IrqSet.ACTION_TRIGGER;
  private static final int NONE = IrqSet.DATA_NONE | IrqSet.ACTION_TRIGGER;
  private static final int BOOL = IrqSet.DATA_BOOL | IrqSet.ACTION_TRIGGER;

  private final FakeIo io = new FakeIo(false);
  private final Broken broken = new Broken();
  private final List<String> signals = new ArrayList<>();
  private VfioPciCore device = open(VfioHost.ALL_VECTORS);

  private VfioPciCore open(int vectors) {
    return new VfioPciCore(
        VfioHost.littleEndian(LinuxVersion.newest().vfio(), io).withVectors(vectors),
        FakeIo.facts(),
        broken);
  }

  @BeforeEach
  void clear() {
    io.log.clear();
  }

  private IrqSet.Trigger trigger(String name) {
    return () -> signals.add(name);
  }

  private static int set(
      VfioPciCore device,
      int flags,
      int index,
      int start,
      int count,
      IrqSet.@Nullable Trigger... triggers) {
    return device.setIrqs(
        new IrqSet(flags, index, start, count, List.of(), Arrays.asList(triggers)));
  }

  private int bools(int index, int start, Boolean... values) {
    return device.setIrqs(
        new IrqSet(BOOL, index, start, values.length, List.of(values), List.of()));
  }

  @ParameterizedTest
  @CsvSource({"0, 7, 0", "1, 9, 8", "2, 9, 4", "4, 9, 1"})
  void tellsVectors(int index, int flags, int count) throws VfioException {
    assertEquals(new IrqInfo(index, flags, count), device.irqInfo(index));
  }

  @ParameterizedTest
  @CsvSource({"3", "5", "-1"})
  void tellsNothingOfAnIndexThatIsNotThere(int index) {
    assertEquals(
        Errno.EINVAL, assertThrows(VfioException.class, () -> device.irqInfo(index)).errno());
  }

  @Test
  void tellsTheErrorInterruptOfAnExpressDevice() throws VfioException {
    io.put(FakeIo.MSI, 0x0002_5810);
    assertEquals(new IrqInfo(3, 9, 1), open(1).irqInfo(3));
  }

  @ParameterizedTest
  @CsvSource({
    "0x21, 5, 0, 0, vfio.irqs.1",
    "0x21, 2, 0, -1, vfio.irqs.1",
    "0x21, 2, -1, 0, vfio.irqs.1",
    "0x61, 2, 0, 0, vfio.irqs.1",
    "0x21, 2, 4, 0, vfio.irqs.2",
    "0x21, 2, 3, 2, vfio.irqs.2",
    "0x21, 0, 0, 0, vfio.irqs.2",
    "0x21, 3, 0, 0, vfio.irqs.2",
    "0x20, 2, 0, 0, vfio.irqs.3",
    "0x23, 2, 0, 0, vfio.irqs.3",
    "0x22, 2, 0, 1, vfio.irqs.3",
    "0x24, 2, 0, 1, vfio.irqs.3",
    "0x21, 2, 0, 0, vfio.irqs.5",
    "0x21, 2, 0, 1, vfio.irqs.5",
  })
  void refusesInThisOrder(String flags, int index, int start, int count, String rule) {
    assertEquals(-Errno.EINVAL, set(device, Integer.decode(flags), index, start, count));
    assertEquals(List.of(rule), broken.rules);
  }

  @ParameterizedTest
  @CsvSource({"0x09, 1", "0x11, 2", "0x01, 2", "0x31, 2", "0x09, 4"})
  void hasNoActionButTrigger(String flags, int index) {
    assertEquals(-Errno.ENOTTY, set(device, Integer.decode(flags), index, 0, 1));
    assertEquals(List.of("vfio.irqs.4"), broken.rules);
  }

  @Test
  void enablesMsixAndSignalsItsVectors() {
    assertEquals(0, set(device, EVENTFD, MSIX, 0, 2, trigger("a"), trigger("b")));
    device.msi().signal(1);
    device.msi().signal(0);
    device.msi().signal(2);
    assertEquals(List.of("b", "a"), signals);
    assertEquals((byte) 0x80, io.config[FakeIo.MSIX + 3]);
  }

  @Test
  void enablesMsiWithItsQueueSize() {
    assertEquals(0, set(device, EVENTFD, MSI, 0, 4, trigger("a"), null, null, trigger("d")));
    device.msi().signal(3);
    device.msi().signal(1);
    assertEquals(List.of("d"), signals);
    assertEquals((byte) 0xa7, io.config[FakeIo.MSI + 2]);
    assertEquals(0, device.setIrqs(IrqSet.disable(MSI)));
    assertEquals((byte) 0x86, io.config[FakeIo.MSI + 2]);
    device.msi().signal(3);
    assertEquals(List.of("d"), signals);
  }

  @Test
  void replacesAndDetachesOneVector() {
    set(device, EVENTFD, MSIX, 0, 2, trigger("a"), trigger("b"));
    assertEquals(0, device.setIrqs(IrqSet.eventfd(MSIX, 1, trigger("c"))));
    assertEquals(0, device.setIrqs(IrqSet.eventfd(MSIX, 0, null)));
    device.msi().signal(0);
    device.msi().signal(1);
    assertEquals(List.of("c"), signals);
  }

  @Test
  void detachesFromTheStartWhenAVectorWasNotAllocated() {
    set(device, EVENTFD, MSIX, 0, 2, trigger("a"), trigger("b"));
    assertEquals(-Errno.EINVAL, set(device, EVENTFD, MSIX, 1, 2, trigger("c"), trigger("d")));
    device.msi().signal(0);
    device.msi().signal(1);
    assertEquals(List.of("a"), signals);
  }

  @Test
  void refusesTheOtherKindWhileOneIsActive() {
    set(device, EVENTFD, MSIX, 0, 1, trigger("a"));
    assertEquals(-Errno.EINVAL, set(device, EVENTFD, MSI, 0, 1, trigger("b")));
    assertEquals(-Errno.EINVAL, device.setIrqs(IrqSet.disable(MSI)));
    assertEquals(0, device.setIrqs(IrqSet.disable(MSIX)));
    assertEquals(0, set(device, EVENTFD, MSI, 0, 1, trigger("b")));
  }

  @Test
  void answersHowManyVectorsTheHostHasAndEnablesNothing() {
    device = open(3);
    assertEquals(3, set(device, EVENTFD, MSIX, 0, 4, trigger("a"), null, null, null));
    device.msi().signal(0);
    assertEquals(List.of(), signals);
    assertEquals(List.of("vfio.irqs.6"), broken.rules);
    assertEquals(-Errno.EINVAL, device.setIrqs(IrqSet.disable(MSIX)));
  }

  @Test
  void loopsBack() {
    set(device, EVENTFD, MSIX, 0, 3, trigger("a"), null, trigger("c"));
    assertEquals(0, set(device, NONE, MSIX, 0, 3));
    assertEquals(List.of("a", "c"), signals);
    signals.clear();
    assertEquals(0, bools(MSIX, 0, false, true, true));
    assertEquals(List.of("c"), signals);
  }

  @Test
  void keepsOneTriggerForRequests() {
    assertEquals(-Errno.EINVAL, set(device, NONE, 4, 0, 1));
    assertEquals(0, set(device, EVENTFD, 4, 0, 1, trigger("r")));
    assertEquals(0, set(device, NONE, 4, 0, 1));
    assertEquals(0, bools(4, 0, true));
    assertEquals(0, bools(4, 0, false));
    assertEquals(List.of("r", "r"), signals);
    assertEquals(-Errno.EINVAL, set(device, BOOL, 4, 0, 0));
    assertEquals(-Errno.EINVAL, set(device, EVENTFD, 4, 0, 0));
    assertEquals(0, set(device, NONE, 4, 0, 0));
    assertEquals(-Errno.EINVAL, set(device, NONE, 4, 0, 0));
  }
}
