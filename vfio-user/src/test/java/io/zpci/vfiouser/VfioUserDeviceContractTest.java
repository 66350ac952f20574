package io.zpci.vfiouser;

import io.zpci.posix.SharedFile;
import io.zpci.vfio.DeviceInfo;
import io.zpci.vfio.IrqInfo;
import io.zpci.vfio.IrqSet;
import io.zpci.vfio.RegionAccess;
import io.zpci.vfio.RegionInfo;
import io.zpci.vfio.VfioDevice;
import io.zpci.vfio.VfioException;
import io.zpci.vfio.contract.VfioDeviceContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** The memory device, really served, and the client that holds it: one vfio device. */
class VfioUserDeviceContractTest extends VfioDeviceContract {
  private static final long IO = 0x1_0000_0000L;
  private static final long SIZE = 0x10000;

  @TempDir Path folder;
  private final Deque<AutoCloseable> open = new ArrayDeque<>();

  @Override
  protected Opened open() {
    try {
      Path path = folder.resolve("s" + open.size());
      Served served = new Served();
      VfioUserServer server = VfioUserServer.listen(path, served.function, ServerEvents.NONE);
      open.push(server);
      server.start();
      SharedFile memory = SharedFile.create("guest", SIZE);
      open.push(memory);
      VfioUserDevice device = VfioUserDevice.connect(path, Patience.CLIENT.withMemory(memory));
      open.push(device);
      return new Opened(new Pumped(device), new Memory(IO, 0, SIZE));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
    try (var files = Files.list(folder)) {
      for (Path left : files.toList()) {
        throw new AssertionError(left + " was left behind");
      }
    }
  }

  /** Signals are told at once, as by who sleeps on eventfds. */
  private record Pumped(VfioUserDevice device) implements VfioDevice {
    @Override
    public int setIrqs(IrqSet set) {
      int result = device.setIrqs(set);
      try {
        int _ = device.takeInterrupts(0);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return result;
    }

    @Override
    public DeviceInfo info() {
      return device.info();
    }

    @Override
    public RegionInfo regionInfo(int index) throws VfioException {
      return device.regionInfo(index);
    }

    @Override
    public IrqInfo irqInfo(int index) throws VfioException {
      return device.irqInfo(index);
    }

    @Override
    public RegionAccess region(int index) {
      return device.region(index);
    }

    @Override
    public RegionAccess file() {
      return device.file();
    }

    @Override
    public int reset() {
      return device.reset();
    }

    @Override
    public int dmaMap(long ioAddress, long address, long size, boolean writable) {
      return device.dmaMap(ioAddress, address, size, writable);
    }

    @Override
    public long dmaUnmap(long ioAddress, long size) {
      return device.dmaUnmap(ioAddress, size);
    }
  }
}
