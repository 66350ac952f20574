package io.zpci.vmm;

import io.zpci.arch.Outcome;
import io.zpci.arch.ProgramInterruption;
import io.zpci.arch.Register;
import io.zpci.trace.Tap;
import io.zpci.vfio.RegionAccess;
import java.lang.foreign.MemorySegment;

/**
 * PCILG and PCISTG of space 15: 1, 2 or 4 bytes inside a word, of an offset of which only the low
 * 32 bits count. From 256 on there is nothing, whatever the device has: s390's bus is a
 * conventional one. Source: spec passthrough e.2, run on 11.1.2.
 */
final class ConfigAccess {
  private static final int OPERAND = Outcome.exception(ProgramInterruption.OPERAND);
  private static final long NOTHING = 0xffff_ffffL;
  private static final long NOTHING_HALFWORD = 0xffffL;

  private final GuestConfig config;
  private final RegionAccess region;
  private final MemorySegment scratch;
  private final MessageInterrupts messages;
  private final Tap tap;

  /**
   * @param region the device's configuration space
   * @param scratch at least 8 bytes
   * @param messages told after each store
   */
  ConfigAccess(
      GuestConfig config,
      RegionAccess region,
      MemorySegment scratch,
      MessageInterrupts messages,
      Tap tap) {
    this.config = config;
    this.region = region;
    this.scratch = scratch;
    this.messages = messages;
    this.tap = tap;
  }

  int load(long address, int length, Register loaded) {
    int offset = low(address);
    if (isBadLength(offset, length)) {
      tap.broken(QemuRules.PCILG.configLength());
      return OPERAND;
    }
    if (isBeyond(offset)) {
      tap.broken(QemuRules.CONFIG_BEYOND);
      loaded.set(length == 2 ? NOTHING_HALFWORD : NOTHING);
    } else {
      loaded.set(config.load(region, scratch, offset, length, tap));
    }
    return Outcome.OK;
  }

  int store(long address, int length, long value) {
    int offset = low(address);
    if (isBadLength(offset, length)) {
      tap.broken(QemuRules.PCISTG.configLength());
      return OPERAND;
    }
    if (isBeyond(offset)) {
      tap.broken(QemuRules.CONFIG_BEYOND);
    } else {
      config.store(region, scratch, offset, length, value, tap);
      messages.configWritten();
    }
    return Outcome.OK;
  }

  private int low(long address) {
    int offset = (int) address;
    if (address >>> Integer.SIZE != 0 && !isBeyond(offset)) {
      tap.broken(QemuRules.CONFIG_HIGH);
    }
    return offset;
  }

  private static boolean isBadLength(int offset, int length) {
    return length == 0 || length == 3 || length > 4 - (offset & 3);
  }

  private static boolean isBeyond(int offset) {
    return Integer.compareUnsigned(offset, GuestConfig.SIZE) >= 0;
  }
}
