package io.zpci.logs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.logs.TraceEntry.RegionAccess;
import io.zpci.logs.TraceEntry.UserAccess;
import io.zpci.workload.Bytes;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TraceReaderTest {
  private static final String WRITE =
      "vfio_region_write  (0000:00:00.0:region2+0x8, 0x1122334455667788, 8)";

  private static RegionAccess write(@Nullable String time, String data) {
    return new RegionAccess(
        new Place(Logs.NAME, 1, 1),
        time,
        "0000:00:00.0",
        2,
        8,
        8,
        true,
        0x1122334455667788L,
        Bytes.ofHex(data));
  }

  @Test
  void aLineMayBeBare() {
    assertEquals(write(null, "8877665544332211"), Logs.of(WRITE).only());
  }

  @ParameterizedTest
  @CsvSource({
    "'2020-12-09T12:34:56.123456Z ',2020-12-09T12:34:56.123456Z",
    "'2020-12-09 12:34:56.123456+01:00 ',2020-12-09 12:34:56.123456+01:00",
    "12345@1607515696.123456:,1607515696.123456",
    "'12345@1607515696.123456: ',1607515696.123456"
  })
  void orItHasATimeInFront(String prefix, String time) {
    assertEquals(write(time, "8877665544332211"), Logs.of(prefix + WRITE).only());
  }

  @Test
  void valuesAreNumbersOfTheHost() {
    byte[] line = WRITE.getBytes(StandardCharsets.US_ASCII);
    Logs big = Logs.of(line, null, ByteOrder.BIG_ENDIAN);
    assertEquals(write(null, "1122334455667788"), big.only());
    byte[] word =
        "vfio_region_read  (a:b:region0+0x10, 4) = 0x44".getBytes(StandardCharsets.US_ASCII);
    RegionAccess little = (RegionAccess) Logs.of(word).only();
    assertEquals(Bytes.ofHex("44000000"), little.data());
    assertEquals("a:b", little.device());
    assertEquals(false, little.store());
    RegionAccess bigWord =
        (RegionAccess) Logs.of(word, LogFormat.QEMU_TRACE, ByteOrder.BIG_ENDIAN).only();
    assertEquals(Bytes.ofHex("00000044"), bigWord.data());
  }

  /** Configuration space is little-endian whoever reads it. */
  @Test
  void configurationSpace() {
    Logs logs =
        Logs.of(
            "vfio_pci_read_config  (0001:00:00.0, @0x4, len=0x2) 0x106",
            "vfio_pci_write_config  (0001:00:00.0, @0x10, 0xfffffff0, len=0x4)");
    assertEquals(
        List.of(
            "load of 2 bytes at configuration space+0x4 of 0001:00:00.0: 0601",
            "store of 4 bytes at configuration space+0x10 of 0001:00:00.0: f0ffffff"),
        logs.says());
  }

  /** A request of 0x20 bytes has no data: a load. */
  @Test
  void theMessageBehindAnAccessTellsWhatItIs() {
    Logs logs =
        Logs.of(
            "vfio_user_region_rw  region 2 offset 0x8 count 8",
            "vfio_user_send_write  id 0x6c wrote 0x20",
            "vfio_user_region_rw  region 2 offset 0x10 count 8",
            "vfio_user_send_write  id 0x6d wrote 0x28",
            "vfio_user_region_rw  region 2 offset 0x18 count 8",
            "vfio_user_recv_hdr  (unix:/a.sock) id 0x6d cmd 0xa size 0x20 flags 0x21",
            "vfio_user_region_rw  region 2 offset 0x20 count 8",
            "vfio_user_send_write  id 0x6e wrote 0x99",
            "vfio_user_region_rw  region 2 offset 0x28 count 8");
    assertEquals(
        List.of(
            new UserAccess(new Place(Logs.NAME, 1, 2), null, 2, 8, 8, false),
            new UserAccess(new Place(Logs.NAME, 3, 4), null, 2, 16, 8, true),
            new UserAccess(new Place(Logs.NAME, 5, 5), null, 2, 24, 8, null),
            new UserAccess(new Place(Logs.NAME, 7, 7), null, 2, 32, 8, null),
            new UserAccess(new Place(Logs.NAME, 9, 9), null, 2, 40, 8, null)),
        logs.entries().stream().filter(UserAccess.class::isInstance).toList());
    TraceEntry.UserReply reply =
        (TraceEntry.UserReply)
            logs.entries().stream()
                .filter(TraceEntry.UserReply.class::isInstance)
                .findFirst()
                .orElseThrow();
    assertTrue(reply.failed());
    assertEquals(List.of(reply), logs.account().failedReplies());
  }

  @Test
  void everyOtherKind() {
    Logs logs =
        Logs.of(
            "vfio_region_setup Device d, region 0 \"d BAR 0\", flags: 0x3, offset: 0x0, size: 0x1000",
            "vfio_user_get_region_info  index 7 flags 0x3 size 0x100",
            "vfio_user_dma_map  iova 0x11ffff000 size 0x1000 off 0x0 flags 0x3 async_ops 0",
            "vfio_user_dma_unmap  iova 0x11ffff000 size 0x1000 flags 0x0 async_ops 0",
            "vfio_user_set_irqs  index 1 start 0 count 1 flags 0x24",
            "s390_pci_list_entry g_l2 48 vendor id 0x1014 device id 0x4ed fid 0x11 fh 0x20000",
            "s390_pci_bar bar 2 addr 0xc000000 size 0x1000barsize 0xc",
            "s390_pci_irqs register irqs for adapter id 10",
            "s390_pci_irqs unregister irqs for adapter id 10",
            "s390_pcihost realize",
            "vfio_something_else");
    assertEquals(
        List.of(
            "d, BAR0: 4096 bytes",
            "the server says of configuration space: 256 bytes",
            "DMA map of 4096 bytes at 0x11ffff000",
            "DMA unmap of 4096 bytes at 0x11ffff000",
            "SET_IRQS index 1, start 0, count 1, flags 0x24",
            "CLP list answers 1014:04ed, fid 0x11, handle 0x20000",
            "CLP query answers BAR2: 4096 bytes, word 0x0c000000",
            "the guest registers its interrupts (adapter 10)",
            "the guest ends its interrupts (adapter 10)",
            "s390_pcihost realize",
            "vfio_something_else "),
        logs.says());
    assertEquals(0, logs.file().foreign());
  }

  /** A known event with other words than known is an event all the same. */
  @ParameterizedTest
  @CsvSource({
    "vfio_region_write  (d:region2+0x8",
    "vfio_region_read  (d:region2+0x8 8) = 0x0",
    "vfio_pci_read_config  (d, @0x4, len=0x9) 0x0",
    "vfio_user_region_rw  region 2",
    "s390_pci_bar bar 7",
    "s390_pci_irqs enlist"
  })
  void othersAreKept(String line) {
    assertTrue(Logs.of(line).only() instanceof TraceEntry.Event);
  }

  @ParameterizedTest
  @CsvSource({"xvfio_region_write", "qemu: vfio_region_write", "12@1:vfio", "vhost_region x"})
  void foreignLinesAreNotTaken(String line) {
    Logs logs = Logs.of(line);
    assertEquals(List.of(), logs.entries());
    assertEquals(1, logs.file().foreign());
  }

  @Test
  void theRealTraceIsReadToTheLastLine() {
    Logs logs = Logs.of(Logs.sample("qemu-trace-probe.log"));
    assertEquals(657, logs.file().lines());
    assertEquals(0, logs.file().foreign());
    assertEquals(522, logs.entries().size());
    List<RegionAccess> loads =
        logs.entries().stream()
            .filter(RegionAccess.class::isInstance)
            .map(RegionAccess.class::cast)
            .toList();
    assertEquals(32, loads.size());
    assertEquals(Bytes.ofHex("0000000100000008"), loads.getFirst().data());
    assertEquals("vfio-user:/lab/a.sock", loads.getFirst().device());
    assertNull(loads.getFirst().time());
    assertTrue(loads.stream().noneMatch(RegionAccess::store));
  }
}
