package io.zpci.vfio;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.linux.Errno;
import io.zpci.linux.LinuxVersion;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** DEVICE_IOEVENTFD, spec passthrough a.5. */
class IoeventfdTest {
  private static final LinuxVersion LINUX_6_12 = LinuxVersion.named("linux-6.12").orElseThrow();
  private static final LinuxVersion LINUX_7_2 = LinuxVersion.named("linux-7.2").orElseThrow();

  private final FakeIo io = new FakeIo(true);
  private final Broken broken = new Broken();

  private VfioPciCore open(LinuxVersion version, boolean littleEndian) {
    VfioHost host =
        new VfioHost(
            version.vfio(), io, littleEndian, null, VfioHost.ALL_VECTORS, false, null, null);
    VfioPciCore device = new VfioPciCore(host, FakeIo.facts(), broken);
    io.log.clear();
    return device;
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, 3, vfio.ioeventfd.1",
    "3, 0, 3, vfio.ioeventfd.1",
    "0x14, 0, 3, vfio.ioeventfd.1",
    "4, 0, -2, vfio.ioeventfd.1",
    "4, 0x70000000000, 3, vfio.ioeventfd.1",
    "4, 0xfffe, 3, vfio.ioeventfd.1",
    "4, 0x10000000000, 3, vfio.ioeventfd.1",
    "4, 0x2000000203e, 3, vfio.ioeventfd.1",
    "8, 0, 3, vfio.ioeventfd.5",
  })
  void refusesWhatIsNoStore(String flags, String offset, int fd, String rule) {
    VfioPciCore device = open(LINUX_7_2, false);
    assertEquals(
        -Errno.EINVAL, device.ioeventfd(Integer.decode(flags), Long.decode(offset), 0, fd));
    assertEquals(List.of(rule), broken.rules);
  }

  @Test
  void storesWhenTheEventFires() {
    VfioPciCore device = open(LINUX_7_2, true);
    assertEquals(0, device.ioeventfd(4, 0x10, 0x1122_3344L, 3));
    assertEquals(0, device.ioeventfd(2, (2L << 40) + 0x2040, 0x55aa, 4));
    device.fire(3);
    device.fire(4);
    device.fire(5);
    assertEquals(List.of("W@10=44332211", "H@2040=aa55"), io.log);
  }

  @Test
  void storesEightBytesInTheOrderOfAnS390HostUpTo612() {
    VfioPciCore device = open(LINUX_6_12, false);
    assertEquals(0, device.ioeventfd(8, 0x10, 0x1122_3344_5566_7788L, 3));
    device.fire(3);
    assertEquals(List.of("D@10=1122334455667788"), io.log);
  }

  @Test
  void storesNothingWithMemoryOff() {
    VfioPciCore device = open(LINUX_7_2, true);
    device.ioeventfd(4, 0x10, 1, 3);
    device.power(Power.D3HOT);
    device.fire(3);
    assertEquals(List.of(), io.log);
    assertEquals(List.of(), broken.rules);
  }

  @Test
  void knowsWhatItHas() {
    VfioPciCore device = open(LINUX_7_2, true);
    assertEquals(-Errno.ENODEV, device.ioeventfd(4, 0x10, 1, -1));
    assertEquals(0, device.ioeventfd(4, 0x10, 1, 3));
    assertEquals(-Errno.EEXIST, device.ioeventfd(4, 0x10, 1, 4));
    assertEquals(0, device.ioeventfd(4, 0x10, 2, 4));
    assertEquals(0, device.ioeventfd(4, 0x10, 1, -1));
    assertEquals(-Errno.ENODEV, device.ioeventfd(4, 0x10, 1, -1));
  }

  @Test
  void takesAThousand() {
    VfioPciCore device = open(LINUX_7_2, true);
    for (int i = 0; i < 1000; i++) {
      assertEquals(0, device.ioeventfd(4, 0x10, i, 3));
    }
    assertEquals(-Errno.ENOSPC, device.ioeventfd(4, 0x10, 1000, 3));
    assertEquals(List.of("vfio.ioeventfd.9"), broken.rules);
  }

  @Test
  void answersTheErrnoOfABarThatIsNotMapped() {
    io.unmappable.add(4);
    VfioPciCore device = open(LINUX_7_2, false);
    assertEquals(-Errno.ENOMEM, device.ioeventfd(4, 4L << 40, 0, 3));
    assertEquals(List.of("vfio.bar.5"), broken.rules);
  }
}
