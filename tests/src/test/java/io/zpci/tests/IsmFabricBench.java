package io.zpci.tests;

import io.zpci.arch.AddressSpace;
import io.zpci.function.FlatDma;
import io.zpci.function.PciFunction;
import io.zpci.ism.Fabric;
import io.zpci.ism.IsmCommand;
import io.zpci.ism.IsmFacts;
import io.zpci.ism.IsmFunction;
import io.zpci.storage.GuestStorage;
import io.zpci.storage.Layouts;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Two ISM functions as drivers leave them: both probed, and the peer has a DMB of 1 MiB under token
 * 0 that the other may write.
 */
final class IsmFabricBench {
  static final long GID = 0xa1;
  static final long PEER_GID = 0xb2;

  /** I/O addresses, the same in both functions' own mappings. */
  static final long SBA = 0x1_0000_0000L;

  static final long QUEUE = SBA + 0x1000;
  static final int QUEUE_LENGTH = 0x1000;
  static final long DMB = SBA + 0x10_0000;
  static final int DMB_LENGTH = 0x10_0000;

  private static final int PCHID = 0x100;

  private final IsmFunction function;
  private final GuestStorage peerMemory;
  private long interrupts;

  IsmFabricBench(Arena arena) {
    Fabric fabric = new Fabric(PCHID);
    function = fabric.add(GID, IsmFacts.plain(PCHID));
    IsmFunction peer = fabric.add(PEER_GID, IsmFacts.plain(PCHID));
    function.connect(dma(memory(arena)), vector -> {});
    peerMemory = memory(arena);
    peer.connect(dma(peerMemory), vector -> interrupts++);
    probe(function);
    probe(peer);
    fabric.nextToken(0);
    command(peer, IsmCommand.REG_DMB, DMB, (long) DMB_LENGTH << 32, 0, GID);
  }

  /** The function that operations go to. */
  IsmFunction function() {
    return function;
  }

  /** The byte at {@code inDmb} of the peer's DMB. */
  int delivered(int inDmb) {
    return peerMemory.getByte(DMB - SBA + inDmb);
  }

  /** How often the peer was interrupted. */
  long interrupts() {
    return interrupts;
  }

  /** As the peer's handler does: the summary is taken, so that the next signal interrupts. */
  void clearSummary() {
    for (int at = 0; at < 0x1000; at += Long.BYTES) {
      peerMemory.putLong(at, 0);
    }
  }

  private static GuestStorage memory(Arena arena) {
    return GuestStorage.allocate(arena, 0, 2L * DMB_LENGTH);
  }

  private static FlatDma dma(GuestStorage memory) {
    FlatDma dma = new FlatDma(memory);
    dma.map(SBA, 0, 2L * DMB_LENGTH);
    return dma;
  }

  private static void probe(PciFunction function) {
    function.store(AddressSpace.CONFIG, 4, 2, 0x0600);
    command(function, IsmCommand.REG_SBA, SBA);
    command(function, IsmCommand.REG_IEQ, QUEUE, QUEUE_LENGTH);
  }

  private static void command(PciFunction function, IsmCommand command, long... payload) {
    MemorySegment request = MemorySegment.ofArray(new long[1 + payload.length]);
    request.set(Layouts.INT, 0, command.code());
    request.set(Layouts.SHORT, 6, (short) command.requestLength());
    for (int i = 0; i < payload.length; i++) {
      request.set(Layouts.LONG, 8 + 8L * i, payload[i]);
    }
    int ended = function.storeBlock(2, 8, request, 8, 8 * payload.length);
    ended |= function.storeBlock(2, 0, request, 0, 8);
    if (ended != 0) {
      throw new IllegalStateException(command + " of the preparation");
    }
  }
}
