package io.zpci.logs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.ism.IsmCommand;
import io.zpci.linux.LinuxVersion;
import io.zpci.logs.Correlation.Finding;
import io.zpci.logs.Tally.Via;
import io.zpci.machine.DeviceModel;
import io.zpci.machine.Stack;
import io.zpci.vmm.QemuVersion;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The real dump and the real trace, by themselves and together. */
class AccountTest {
  private static final String DUMP = "s390dbf-probe-refused.txt";
  private static final String TRACE = "qemu-trace-probe.log";

  private static List<Reason> reasons(Account account, Refusal refusal) {
    return new Reasons(account, Stack.newest(), null, null).of(refusal.instruction());
  }

  @Test
  void theRefusedHeaderIsInTheDumpAndInNoLineOfTheTrace() {
    Account account = Logs.samples(DUMP, TRACE);
    assertEquals(2, account.refusals().size());
    Refusal header = account.refusals().getLast();
    assertEquals(new Place(DUMP, 9, 10), header.instruction().place());
    assertEquals(0, header.instruction().second());
    Reason reason = reasons(account, header).getFirst();
    assertEquals(Reason.Kind.MODEL, reason.kind());
    assertEquals("bar-rw", reason.route());
    assertEquals(DeviceModel.ISM, reason.device());
    assertEquals("specification exception", reason.told());
    assertEquals(
        "bar-rw: refused by qemu, qemu.pcistb.7: A block is longer than 8 bytes and a multiple of 8"
            + " long.",
        reason.sentence());
    assertEquals(
        List.of("this is the header of an ISM command: without it the function does nothing"),
        reason.notes());
    Correlation correlation = Correlation.of(header.instruction(), account).orElseThrow();
    assertEquals(
        new Correlation(
            Finding.NOT_IN_TRACE,
            "refused before vfio saw it: no line of qemu-trace-probe.log stores to BAR2+0x0 (of"
                + " BAR2 it has vfio_region: 32 loads, 0 stores; vfio_user_region_rw: 32 loads, 0"
                + " stores)"),
        correlation);
  }

  /** The claim, by the lines themselves. */
  @Test
  void noLineOfTheTraceStoresToTheBar() {
    long stores =
        new String(Logs.sample(TRACE), StandardCharsets.US_ASCII)
            .lines()
            .filter(line -> line.startsWith("vfio_region_write"))
            .count();
    assertEquals(0, stores);
    Account account = Logs.samples(TRACE);
    assertEquals(0, account.traced().count(each -> each.region() == 2 && each.store()));
    assertEquals(
        49,
        account
            .traced()
            .count(each -> each.via() == Via.USER && each.region() == 7 && each.store()));
    assertEquals(
        List.of(
            IsmCommand.REG_SBA,
            IsmCommand.REG_IEQ,
            IsmCommand.READ_GID,
            IsmCommand.ADD_VLAN_ID,
            IsmCommand.QUERY_INFO,
            IsmCommand.UNREG_SBA,
            IsmCommand.UNREG_IEQ),
        account.answeredUnasked());
  }

  @Test
  void functionsAndVersionsAreLearned() {
    Account account = Logs.samples(DUMP, TRACE);
    assertEquals(
        List.of(new SeenFunction(0x11, 0x1014, 0x4ed, List.of(0x20000, 0x80020000))),
        account.functions());
    assertTrue(account.isIsm(0x80020000));
    assertEquals(Optional.of(LinuxVersion.newest()), account.clues().linux());
    assertEquals(Optional.of(QemuVersion.newest()), account.clues().qemu());
    Clues old = Logs.samples("s390dbf-linux-5.10.txt").clues();
    assertEquals(LinuxVersion.named("linux-5.10"), old.linux());
    assertEquals(Optional.empty(), old.qemu());
    assertEquals(
        List.of(
            "records of 18 bytes in pci_error",
            "pci_error holds events of availability",
            "pci_error holds failures of DMA mappings",
            "pci_msg tells of new functions on level 3",
            "pci_msg tells of UID checking on level 1"),
        old.all().stream().map(Clue::what).toList());
    // no version writes both
    assertEquals(
        Optional.empty(),
        Logs.samples("s390dbf-linux-5.10.txt", "s390dbf-linux-6.1.txt").clues().linux());
  }

  /** The trace of QEMU 5.2 would show the BAR's word the other way round. */
  @Test
  void theOrderOfBarsTellsTheVersion() {
    Account swapped = Logs.of("s390_pci_bar bar 2 addr 0xc size 0x1000barsize 0xc").account();
    QemuVersion version = swapped.clues().qemu().orElseThrow();
    assertTrue(version.clpBarsSwapped());
    assertEquals(
        QemuVersion.all().stream()
            .filter(QemuVersion::clpBarsSwapped)
            .reduce((_, newer) -> newer)
            .orElseThrow(),
        version);
  }

  private static Finding finding(String... trace) {
    String[] dump = {
      "00 01607500000:000100 0 - 0000 000003ffe0128c02  62 fa 00 80 02 00 00 00 02 00 08 00 00 00 00"
          + " 00 | b...............",
      "00 01607500000:000100 0 - 0000 000003ffe0128c02  00 00 08 00 00 00 00 00 00 00 00 00 00 00 00"
          + " 00 | ................"
    };
    Account account =
        Logs.of(Stream.concat(Stream.of(dump), Stream.of(trace)).toArray(String[]::new)).account();
    return Correlation.of(account.refusals().getFirst().instruction(), account)
        .orElseThrow()
        .finding();
  }

  @Test
  void whatATraceCanSay() {
    String load = "vfio_region_read  (d:region2+0x0, 8) = 0x0";
    String elsewhere = "vfio_region_write  (d:region0+0x8, 0x0, 8)";
    String there = "vfio_region_write  (d:region2+0xc, 0x0, 4)";
    String beside = "vfio_region_write  (d:region2+0x10, 0x0, 8)";
    String user = "vfio_user_region_rw  region 2 offset 0x8 count 8";
    assertEquals(Finding.NOTHING_TRACED, finding("s390_pcihost realize"));
    // stores may not be traced
    assertEquals(Finding.NOTHING_TRACED, finding(load));
    assertEquals(Finding.NOT_IN_TRACE, finding(load, elsewhere));
    assertEquals(Finding.NOT_IN_TRACE, finding(load, beside));
    assertEquals(Finding.IN_TRACE, finding(load, there));
    assertEquals(Finding.IN_TRACE, finding(user));
    assertEquals(Finding.NOT_IN_TRACE, finding(user, "vfio_user_send_write  id 0x1 wrote 0x20"));
    String list = "s390_pci_list_entry g_l2 48 vendor id 0x1014 device id 0x4ed fid 0x11 fh ";
    assertEquals(Finding.OTHER_FUNCTION, finding(elsewhere, list + "0x20001"));
    assertEquals(Finding.NOT_IN_TRACE, finding(elsewhere, list + "0x20000"));
  }

  @Test
  void withoutATraceNothingIsSaid() {
    Account account = Logs.samples(DUMP);
    assertEquals(
        Optional.empty(), Correlation.of(account.refusals().getFirst().instruction(), account));
  }
}
