package io.zpci.guest;

import io.zpci.linux.Errno;
import io.zpci.linux.Pages;
import io.zpci.storage.GuestStorage;

/**
 * Linux's ISM driver on one function, by version: probe, SBA and event queue, commands, DMBs,
 * moves, events, VLANs, the interrupt handler, remove. Source: spec ism 2 to 6, 9.
 *
 * <p>Calls return 0 or a negative errno, and where the real driver does a positive return code of
 * the function; 0xffff says that no response could be loaded. They may come from several threads,
 * each a CPU. Where the real driver takes its kernel down, a call throws {@link GuestKernelCrash}.
 */
public final class IsmDriver {
  /** Not a VLAN: a function that takes it is capable of SMC-D version 2. Source: spec ism 2.2. */
  public static final int RESERVED_VLAN = 0x1fff;

  private static final int MOVE_SPACE = 0;
  private static final int QUEUE_LENGTH = 512;
  private static final int MAX_SEGMENT = 1 << 20;

  private final IsmDriverVersion version;
  private final PciDev dev;
  private final GuestStorage memory;
  private final IsmCommands commands;
  private final SbaIndexes indexes = new SbaIndexes();
  private final IsmHandler handler;
  private DmaMemory sba = DmaMemory.NONE;
  private DmaMemory queue = DmaMemory.NONE;
  private long gid;
  private boolean version2;

  /**
   * A driver that has not probed yet, whose CPUs wait for a lock as {@link Thread#onSpinWait} does.
   *
   * @param client whom its handler calls
   */
  public IsmDriver(IsmDriverVersion version, PciDev dev, IsmClient client) {
    this(version, dev, client, Thread::onSpinWait);
  }

  /**
   * The same with something else to do while a CPU waits.
   *
   * @param spin runs again and again in a thread that waits for one of the driver's locks
   */
  public IsmDriver(IsmDriverVersion version, PciDev dev, IsmClient client, Runnable spin) {
    this.version = version;
    this.dev = dev;
    this.memory = dev.memory();
    this.commands = new IsmCommands(dev, version.commandLock() ? new SpinLock(spin) : null);
    this.handler = new IsmHandler(version, dev.shared(), client, indexes, new SpinLock(spin));
  }

  /**
   * Probes. Where a step fails, those before it are undone, the last first.
   *
   * @return 0, or a negative errno, or the positive return code of READ_GID as it came; with any
   *     but 0 nothing is left behind, except what a function that refuses to unregister it may
   *     still write to
   */
  public int probe() {
    int result = commands.open();
    if (result != 0) {
      return result;
    }
    result = dev.enable();
    if (result == 0) {
      dev.segmentBoundary(MAX_SEGMENT - 1);
      result = interruptAndMemory();
      if (result != 0) {
        dev.disable();
      }
    }
    if (result != 0) {
      commands.close();
    }
    return result;
  }

  private int interruptAndMemory() {
    int result = dev.requestIrq(handler::handle);
    if (result != 0) {
      return result;
    }
    result = registerSba();
    if (result == 0) {
      result = registerQueue();
    }
    if (result == 0) {
      result = identify();
    }
    if (result != 0) {
      unregister();
    }
    return result;
  }

  private int identify() {
    return switch (version.probe()) {
      case GID_FIRST -> {
        int result = readGid();
        if (result == 0) {
          version2 = addVlan(RESERVED_VLAN) == 0;
          queryInfo();
        }
        yield result;
      }
      case INFO_FIRST -> {
        queryInfo();
        yield readGid();
      }
    };
  }

  private int registerSba() {
    DmaMemory page = DmaMemory.coherent(dev, Pages.PAGE);
    if (page.isNone()) {
      return -Errno.ENOMEM;
    }
    if (commands.simple(IsmCommand.REG_SBA, page.ioAddress()) != 0) {
      page.free(dev);
      return -Errno.EIO;
    }
    sba = page;
    handler.sba(page.address());
    return 0;
  }

  private int registerQueue() {
    DmaMemory page = DmaMemory.coherent(dev, Pages.PAGE);
    if (page.isNone()) {
      return -Errno.ENOMEM;
    }
    long buffer = commands.begin(IsmCommand.REG_IEQ);
    memory.putLong(buffer + 8, page.ioAddress());
    memory.putLong(buffer + 16, QUEUE_LENGTH);
    if (commands.finish(IsmCommand.REG_IEQ, buffer) != 0) {
      page.free(dev);
      return -Errno.EIO;
    }
    queue = page;
    handler.queue(page.address());
    return 0;
  }

  private int readGid() {
    long buffer = commands.begin(IsmCommand.READ_GID);
    try {
      int ret = commands.execute(IsmCommand.READ_GID, buffer);
      if (ret == 0) {
        gid = memory.getLong(buffer + 8);
      }
      return ret;
    } finally {
      commands.end(buffer);
    }
  }

  /** The real driver logs the answer and ignores that there is none. */
  private void queryInfo() {
    int _ = commands.simple(IsmCommand.QUERY_INFO);
  }

  /**
   * Removes: unregisters and frees everything but DMBs, which their owner unregisters first. A page
   * whose unregistration the function refuses is kept, for it may still write there.
   */
  public void remove() {
    if (version2) {
      int _ = delVlan(RESERVED_VLAN);
      version2 = false;
    }
    unregister();
    dev.disable();
    commands.close();
  }

  private void unregister() {
    switch (version.remove()) {
      case MEMORY_FIRST -> {
        free(unregisterQueue());
        free(unregisterSba());
      }
      case HANDLER_FIRST -> {
        DmaMemory queuePage = unregisterQueue();
        DmaMemory sbaPage = unregisterSba();
        handler.detach();
        free(queuePage);
        free(sbaPage);
      }
    }
    handler.detach();
    dev.freeIrq();
  }

  /** The page to free: none where there was no queue or the function keeps it. */
  private DmaMemory unregisterQueue() {
    DmaMemory page = unregistered(queue, IsmCommand.UNREG_IEQ);
    queue = page.isNone() ? queue : DmaMemory.NONE;
    return page;
  }

  /** The page to free: none where there was no SBA or the function keeps it. */
  private DmaMemory unregisterSba() {
    DmaMemory page = unregistered(sba, IsmCommand.UNREG_SBA);
    sba = page.isNone() ? sba : DmaMemory.NONE;
    return page;
  }

  private DmaMemory unregistered(DmaMemory page, IsmCommand command) {
    boolean kept = page.isNone() || isRefused(commands.simple(command));
    return kept ? DmaMemory.NONE : page;
  }

  private void free(DmaMemory page) {
    if (!page.isNone()) {
      page.free(dev);
    }
  }

  /** A function that does not answer has nothing any more. */
  private static boolean isRefused(int ret) {
    return ret != 0 && ret != IsmCommands.ERROR;
  }

  /** The GID; 0 before the driver has probed. */
  public long gid() {
    return gid;
  }

  /** The fabric's id ({@code ism_get_chid}). */
  public int chid() {
    return dev.facts().pchid();
  }

  /**
   * Whether the function took {@link #RESERVED_VLAN} in a probe that offers it; false where that is
   * left to the client.
   */
  public boolean version2() {
    return version2;
  }

  /**
   * The system's EID ({@code get_system_eid}), as {@link ClcFacts#systemEid}. Both numbers count as
   * 0 until a driver that adds the reserved VLAN itself has found SMC-D version 2; elsewhere the
   * client makes the EID.
   */
  public String systemEid(int ident, int machine) {
    return version2 ? ClcFacts.systemEid(ident, machine) : ClcFacts.systemEid(0, 0);
  }

  /** {@code query_remote_gid}; 0 where the peer can be reached. */
  public int queryRemoteGid(long rgid, boolean vlanValid, int vlan) {
    long buffer = commands.begin(IsmCommand.QUERY_RGID);
    memory.putLong(buffer + 8, rgid);
    memory.putInt(buffer + 16, vlanValid ? 1 : 0);
    memory.putInt(buffer + 20, vlan);
    return commands.finish(IsmCommand.QUERY_RGID, buffer);
  }

  /**
   * {@code register_dmb}: takes memory, maps it, registers it for {@code rgid}.
   *
   * @return 0; -EINVAL for more than 1 MiB and for an index below 32 or taken; -ENOSPC without a
   *     free index; -ENOMEM without memory or a mapping; or the function's positive return code,
   *     and then the buffer is freed
   */
  public int registerDmb(IsmDmb dmb, long rgid) {
    if (Integer.compareUnsigned(dmb.length(), MAX_SEGMENT) > 0) {
      return -Errno.EINVAL;
    }
    int index = indexes.take(dmb.index());
    if (index < 0) {
      return index;
    }
    dmb.index(index);
    DmaMemory buffer = dmbMemory(dmb.length());
    if (buffer.isNone()) {
      indexes.free(index);
      return -Errno.ENOMEM;
    }
    dmb.memory(buffer);
    int ret = register(dmb, rgid);
    if (ret == 0) {
      indexes.call(index, true);
    } else {
      freeDmb(dmb);
    }
    return ret;
  }

  private DmaMemory dmbMemory(int length) {
    if (length == 0) {
      return DmaMemory.NONE;
    }
    return switch (version.dmbMemory()) {
      case COHERENT -> DmaMemory.coherent(dev, length);
      case FOLIO -> DmaMemory.folio(dev, length);
    };
  }

  private int register(IsmDmb dmb, long rgid) {
    long buffer = commands.begin(IsmCommand.REG_DMB);
    memory.putLong(buffer + 8, dmb.ioAddress());
    memory.putInt(buffer + 16, dmb.length());
    memory.putInt(buffer + 20, dmb.index());
    memory.putInt(buffer + 24, dmb.vlanValid() ? 1 : 0);
    memory.putInt(buffer + 28, dmb.vlan());
    memory.putLong(buffer + 32, rgid);
    try {
      int ret = commands.execute(IsmCommand.REG_DMB, buffer);
      if (ret == 0) {
        dmb.token(memory.getLong(buffer + 8));
      }
      return ret;
    } finally {
      commands.end(buffer);
    }
  }

  private void freeDmb(IsmDmb dmb) {
    indexes.free(dmb.index());
    dmb.memory().free(dev);
    dmb.memory(DmaMemory.NONE);
  }

  /**
   * {@code unregister_dmb}: the client is not called for it any more, whatever the function says.
   * The buffer is kept where the function refuses.
   *
   * @return the return code: 0 or 0xffff with the buffer freed, any other with the buffer kept
   */
  public int unregisterDmb(IsmDmb dmb) {
    indexes.call(dmb.index(), false);
    int ret = commands.simple(IsmCommand.UNREG_DMB, dmb.token());
    if (!isRefused(ret)) {
      freeDmb(dmb);
    }
    return ret;
  }

  /**
   * {@code move_data}: {@code size} bytes at {@code address} of the driver's memory into the DMB of
   * {@code token} at {@code offset}, in pieces that do not cross 4 KiB of the DMB. It stops at the
   * first that fails. Nothing is masked: an element above 255 loses its upper bits, an offset
   * beyond 8 MiB runs into the flags. Source: spec ism 1.2, 5.1.
   *
   * @param element DMB element
   * @param signal whether the last piece signals
   * @param size bytes; with 0 nothing is stored and nobody is signalled
   */
  public int moveData(long token, int element, boolean signal, int offset, long address, int size) {
    long elementBits = Integer.toUnsignedLong(element << 24);
    int done = 0;
    while (done < size) {
      int at = offset + done;
      int piece = Math.min(Pages.PAGE - (at & (Pages.PAGE - 1)), size - done);
      boolean last = done + piece == size;
      long request =
          token | elementBits | (signal && last ? 1L << 23 : 0) | Integer.toUnsignedLong(at);
      int result = dev.storeBlock(MOVE_SPACE, request, piece, address + done);
      if (result != 0) {
        return result;
      }
      done += piece;
    }
    return 0;
  }

  /** {@code signal_event}. */
  public int signalEvent(long rgid, int triggerIrq, int eventCode, long info) {
    long buffer = commands.begin(IsmCommand.SIGNAL_IEQ);
    memory.putLong(buffer + 8, rgid);
    memory.putInt(buffer + 16, triggerIrq);
    memory.putInt(buffer + 20, eventCode);
    memory.putLong(buffer + 24, info);
    return commands.finish(IsmCommand.SIGNAL_IEQ, buffer);
  }

  /** {@code add_vlan_id}. */
  public int addVlan(int vlan) {
    return commands.simple(IsmCommand.ADD_VLAN_ID, vlan);
  }

  /** {@code del_vlan_id}. */
  public int delVlan(int vlan) {
    return commands.simple(IsmCommand.DEL_VLAN_ID, vlan);
  }

  /** {@code set_vlan_required}; -EOPNOTSUPP where the version does not send it. */
  public int setVlanRequired() {
    return version.vlanRequired() ? commands.simple(IsmCommand.SET_VLAN) : -Errno.EOPNOTSUPP;
  }

  /** {@code reset_vlan_required}; see {@link #setVlanRequired}. */
  public int resetVlanRequired() {
    return version.vlanRequired() ? commands.simple(IsmCommand.RESET_VLAN) : -Errno.EOPNOTSUPP;
  }
}
