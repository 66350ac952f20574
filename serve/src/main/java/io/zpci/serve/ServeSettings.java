package io.zpci.serve;

import io.zpci.machine.DeviceModel;
import io.zpci.vmm.QemuVersion;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a session serves and how.
 *
 * @param device what stands behind each socket
 * @param sockets one for each function
 * @param blocks how blocks come; null for {@link BlockWay#GDBSTUB} where a socket has a gdbstub and
 *     {@link BlockWay#SPLIT} where it has none
 * @param pcistb address of the guest kernel's PCISTB; null to have it found
 * @param systemMap the guest kernel's System.map, which helps to find it
 * @param undoReversal whether the 8 bytes of each write to a BAR are turned round: a QEMU from 10.0
 *     on reverses those of a block on a little-endian host (spec passthrough e.2)
 * @param qemu the QEMU that connects; before 11.1 it lays out messages for DMA another way (g.20)
 * @param record takes what the functions see, as a recording
 * @param trace takes every message of every socket
 */
public record ServeSettings(
    DeviceModel device,
    List<SocketSettings> sockets,
    @Nullable BlockWay blocks,
    @Nullable Long pcistb,
    @Nullable Path systemMap,
    boolean undoReversal,
    QemuVersion qemu,
    @Nullable Path record,
    @Nullable Path trace) {
  public ServeSettings {
    sockets = List.copyOf(sockets);
  }

  /** Functions on {@code sockets}; everything else as it is when nothing is said. */
  public static ServeSettings of(DeviceModel device, SocketSettings... sockets) {
    return new ServeSettings(
        device, List.of(sockets), null, null, null, false, QemuVersion.newest(), null, null);
  }

  /** The same with this way of blocks. */
  public ServeSettings withBlocks(BlockWay way) {
    return new ServeSettings(
        device, sockets, way, pcistb, systemMap, undoReversal, qemu, record, trace);
  }

  /** The same with the address of the guest kernel's PCISTB. */
  public ServeSettings withPcistb(long address) {
    return new ServeSettings(
        device, sockets, blocks, address, systemMap, undoReversal, qemu, record, trace);
  }

  /** The same with the guest kernel's System.map. */
  public ServeSettings withSystemMap(Path file) {
    return new ServeSettings(
        device, sockets, blocks, pcistb, file, undoReversal, qemu, record, trace);
  }

  /** The same with the bytes of each write of 8 turned round. */
  public ServeSettings undoingReversal() {
    return new ServeSettings(device, sockets, blocks, pcistb, systemMap, true, qemu, record, trace);
  }

  /** The same for this QEMU. */
  public ServeSettings withQemu(QemuVersion version) {
    return new ServeSettings(
        device, sockets, blocks, pcistb, systemMap, undoReversal, version, record, trace);
  }

  /** The same with a recording. */
  public ServeSettings withRecord(Path file) {
    return new ServeSettings(
        device, sockets, blocks, pcistb, systemMap, undoReversal, qemu, file, trace);
  }

  /** The same with a transcript. */
  public ServeSettings withTrace(Path file) {
    return new ServeSettings(
        device, sockets, blocks, pcistb, systemMap, undoReversal, qemu, record, file);
  }
}
