package io.zpci.linux;

import io.zpci.linux.LinuxVersion.Accessor;
import io.zpci.linux.LinuxVersion.BarMapping;
import io.zpci.linux.LinuxVersion.Dma;
import io.zpci.linux.LinuxVersion.DmaLayer;
import io.zpci.linux.LinuxVersion.ErrorPolicy;
import io.zpci.linux.LinuxVersion.MmioSyscalls;
import io.zpci.linux.LinuxVersion.SizeRule;
import io.zpci.linux.LinuxVersion.Vfio;
import java.util.function.Consumer;

/**
 * A record of {@link LinuxVersions} while it is written as a change to another one: every switch as
 * the other has it, until it is set.
 */
final class LinuxRelease {
  boolean prototype;
  long iomapBase;
  int iomapEntries;
  boolean handleRefresh;
  SizeRule sizeRule;
  Accessor accessor;
  boolean configChecksEnabled;
  boolean configErrorIsErrno;
  MmioSyscalls mmioSyscalls;
  boolean mioReadLosesShift;
  boolean iowrite64CopyCountsBytes;
  DmaLayer dmaLayer;
  boolean largeTables;
  boolean ismLimitWorkaround;
  boolean messageBeforeRegistration;
  ErrorPolicy errorPolicy;
  boolean clpSetFailureIsSuccess;
  int barWidth;
  int barWidthOther;
  int romWidth;
  boolean runtimePm;
  boolean memoryNeedsPower;
  BarMapping mapping;
  boolean nonMappableBars;
  boolean ioeventfd64;
  boolean ismVfioPci;
  boolean ismShortReadsZero;
  boolean interpretation;
  int zdevCapabilities;

  private LinuxRelease(LinuxVersion from) {
    this.prototype = from.prototype();
    this.iomapBase = from.iomapBase();
    this.iomapEntries = from.iomapEntries();
    this.handleRefresh = from.handleRefresh();
    this.sizeRule = from.sizeRule();
    this.accessor = from.accessor();
    this.configChecksEnabled = from.configChecksEnabled();
    this.configErrorIsErrno = from.configErrorIsErrno();
    this.mmioSyscalls = from.mmioSyscalls();
    this.mioReadLosesShift = from.mioReadLosesShift();
    this.iowrite64CopyCountsBytes = from.iowrite64CopyCountsBytes();
    this.dmaLayer = from.dma().layer();
    this.largeTables = from.dma().largeTables();
    this.ismLimitWorkaround = from.dma().ismLimitWorkaround();
    this.messageBeforeRegistration = from.messageBeforeRegistration();
    this.errorPolicy = from.errorPolicy();
    this.clpSetFailureIsSuccess = from.clpSetFailureIsSuccess();
    Vfio vfio = from.vfio();
    this.barWidth = vfio.barWidth();
    this.barWidthOther = vfio.barWidthOther();
    this.romWidth = vfio.romWidth();
    this.runtimePm = vfio.runtimePm();
    this.memoryNeedsPower = vfio.memoryNeedsPower();
    this.mapping = vfio.mapping();
    this.nonMappableBars = vfio.nonMappableBars();
    this.ioeventfd64 = vfio.ioeventfd64();
    this.ismVfioPci = vfio.ismVfioPci();
    this.ismShortReadsZero = vfio.ismShortReadsZero();
    this.interpretation = vfio.interpretation();
    this.zdevCapabilities = vfio.zdevCapabilities();
  }

  /** {@code from} with {@code changes}, under its own name and source. */
  static LinuxVersion changed(
      LinuxVersion from, String name, String source, Consumer<LinuxRelease> changes) {
    LinuxRelease release = new LinuxRelease(from);
    changes.accept(release);
    return release.named(name, source);
  }

  private LinuxVersion named(String name, String source) {
    return new LinuxVersion(
        name,
        source,
        prototype,
        iomapBase,
        iomapEntries,
        handleRefresh,
        sizeRule,
        accessor,
        configChecksEnabled,
        configErrorIsErrno,
        mmioSyscalls,
        mioReadLosesShift,
        iowrite64CopyCountsBytes,
        new Dma(dmaLayer, largeTables, ismLimitWorkaround),
        messageBeforeRegistration,
        errorPolicy,
        clpSetFailureIsSuccess,
        new Vfio(
            barWidth,
            barWidthOther,
            romWidth,
            runtimePm,
            memoryNeedsPower,
            mapping,
            nonMappableBars,
            ioeventfd64,
            ismVfioPci,
            ismShortReadsZero,
            interpretation,
            zdevCapabilities));
  }
}
