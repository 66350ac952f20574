package io.zpci.machine;

import io.zpci.guest.PciDev;
import io.zpci.ism.IsmCommand;
import io.zpci.ism.IsmFunction;
import io.zpci.storage.Layouts;
import io.zpci.workload.Bytes;
import io.zpci.workload.IsmScene;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * An ISM function as its driver leaves it after the probe, and DMBs on both sides: {@link
 * IsmScene#PREPARED}. Memory is taken and mapped as the driver takes it; the commands go to the
 * function itself, since a route that breaks them would leave nothing to look at.
 */
final class PreparedIsm {
  private static final int PAGE = 4096;
  private static final int QUEUE_LENGTH = 512;
  private static final int FIRST_INDEX = 32;

  private final PciDev dev;
  private final IsmPeer peer;
  private final long sba;
  private final List<Own> own = new ArrayList<>();
  private final List<IsmPeer.Dmb> peers = new ArrayList<>();

  /** A DMB of the function, by its memory. */
  private record Own(IsmScene.Dmb dmb, long address) {}

  private PreparedIsm(PciDev dev, IsmPeer peer, long sba) {
    this.dev = dev;
    this.peer = peer;
    this.sba = sba;
  }

  static PreparedIsm of(Passthrough passthrough, IsmPeer peer) {
    IsmScene scene = IsmScene.PREPARED;
    PciDev dev = passthrough.dev();
    if (!(passthrough.function() instanceof IsmFunction function)
        || function.gid() != scene.gid()
        || peer.gid() != scene.peer()) {
      throw new IllegalArgumentException(
          "an ISM function 0x%x and its peer 0x%x were expected"
              .formatted(scene.gid(), scene.peer()));
    }
    long sba = taken(dev, PAGE);
    MemorySegment payload = MemorySegment.ofArray(new byte[8]);
    payload.set(Layouts.LONG, 0, mapped(dev, sba, PAGE));
    IsmPeer.execute(function, IsmCommand.REG_SBA.code(), payload);
    long queue = taken(dev, PAGE);
    payload = MemorySegment.ofArray(new byte[16]);
    payload.set(Layouts.LONG, 0, mapped(dev, queue, PAGE));
    payload.set(Layouts.LONG, 8, QUEUE_LENGTH);
    IsmPeer.execute(function, IsmCommand.REG_IEQ.code(), payload);
    PreparedIsm prepared = new PreparedIsm(dev, peer, sba);
    int index = FIRST_INDEX;
    for (IsmScene.Dmb dmb : scene.own()) {
      long address = taken(dev, dmb.length());
      payload = MemorySegment.ofArray(new byte[32]);
      payload.set(Layouts.LONG, 0, mapped(dev, address, dmb.length()));
      payload.set(Layouts.INT, 8, dmb.length());
      payload.set(Layouts.INT, 12, index++);
      payload.set(Layouts.LONG, 24, scene.gid());
      peer.nextToken(dmb.number());
      IsmPeer.execute(function, IsmCommand.REG_DMB.code(), payload);
      prepared.own.add(new Own(dmb, address));
    }
    for (IsmScene.Dmb dmb : scene.peers()) {
      prepared.peers.add(peer.register(dmb.length(), scene.gid(), dmb.number()));
    }
    return prepared;
  }

  private static long taken(PciDev dev, int size) {
    long address = dev.allocate(size);
    if (address < 0) {
      throw new IllegalStateException("no memory for " + size + " bytes that the function writes");
    }
    dev.memory().segment().asSlice(dev.memory().offset(address), size).fill((byte) 0);
    return address;
  }

  private static long mapped(PciDev dev, long address, int size) {
    long ioAddress = dev.map(address, size);
    if (ioAddress < 0) {
      throw new IllegalStateException(
          "mapping memory for the function: errno " + -ioAddress + "; it must have booted");
    }
    return ioAddress;
  }

  /** What stands in the DMBs, and in the function's SBA; of the peer's, what was signalled. */
  List<SequenceRun.Area> state() {
    List<SequenceRun.Area> areas = new ArrayList<>();
    for (IsmPeer.Dmb dmb : peers) {
      String place = "DMB 0x%x of the peer".formatted(dmb.token() >>> 32);
      areas.add(new SequenceRun.Area(place, peer.read(dmb, 0, dmb.length())));
      byte[] signals = {
        (byte) (peer.signalled(dmb) ? 1 : 0), (byte) (peer.mask(dmb) >>> 8), (byte) peer.mask(dmb)
      };
      areas.add(new SequenceRun.Area("the signals of " + place, Bytes.of(signals)));
    }
    for (Own each : own) {
      String place = "DMB 0x%x".formatted(each.dmb().number());
      areas.add(new SequenceRun.Area(place, bytes(each.address(), each.dmb().length())));
    }
    areas.add(new SequenceRun.Area("the SBA", bytes(sba, PAGE)));
    return areas;
  }

  private Bytes bytes(long address, int length) {
    byte[] copy = new byte[length];
    long at = dev.memory().offset(address);
    MemorySegment.copy(dev.memory().segment(), Layouts.BYTE, at, copy, 0, length);
    return Bytes.of(copy);
  }
}
