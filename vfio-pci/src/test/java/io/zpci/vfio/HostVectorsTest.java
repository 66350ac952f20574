package io.zpci.vfio;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.function.Msi;
import io.zpci.linux.Errno;
import io.zpci.linux.LinuxVersion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** SET_IRQS where the host's kernel gives the vectors, spec passthrough a.7. */
class HostVectorsTest {
  private static final int MSI = VfioDevice.IRQ_MSI;
  private static final int MSIX = VfioDevice.IRQ_MSIX;
  private static final int EVENTFD = IrqSet.DATA_EVENTFD | IrqSet.ACTION_TRIGGER;

  private final FakeIo io = new FakeIo(false);
  private final Broken broken = new Broken();
  private final List<String> log = new ArrayList<>();
  private int available = Integer.MAX_VALUE;
  private @Nullable Msi handler;

  private final IrqVectors vectors =
      new IrqVectors() {
        @Override
        public int allocate(int index, int asked, Msi newHandler) {
          log.add("allocate " + index + " " + asked);
          handler = newHandler;
          return Math.min(asked, available);
        }

        @Override
        public void free() {
          log.add("free");
        }
      };

  private final VfioPciCore device =
      new VfioPciCore(
          VfioHost.littleEndian(LinuxVersion.newest().vfio(), io).withIrqs(vectors),
          FakeIo.facts(),
          broken);

  private int set(int index, int start, IrqSet.@Nullable Trigger... triggers) {
    return device.setIrqs(
        new IrqSet(EVENTFD, index, start, triggers.length, List.of(), Arrays.asList(triggers)));
  }

  private IrqSet.Trigger trigger(String name) {
    return () -> log.add(name);
  }

  @Test
  void enablingAllocatesAndTheHostsHandlerSignals() {
    assertEquals(0, set(MSI, 1, trigger("b"), trigger("c")));
    handler.signal(2);
    handler.signal(1);
    handler.signal(0);
    assertEquals(List.of("allocate 1 3", "c", "b"), log);
  }

  @Test
  void vectorsAreAllocatedOnceAndFreedAtTheEnd() {
    assertEquals(0, set(MSIX, 0, trigger("a"), null));
    assertEquals(0, set(MSIX, 1, trigger("b")));
    assertEquals(0, set(MSIX, 0, (IrqSet.Trigger) null));
    handler.signal(0);
    handler.signal(1);
    assertEquals(0, device.setIrqs(IrqSet.disable(MSIX)));
    handler.signal(1);
    assertEquals(List.of("allocate 2 2", "b", "free"), log);
    assertEquals(0, set(MSI, 0, trigger("m")));
    assertEquals(List.of("allocate 2 2", "b", "free", "allocate 1 1"), log);
  }

  @Test
  void theKernelThatGivesVectorsSwitchesTheCapabilityItself() {
    io.log.clear();
    assertEquals(0, set(MSI, 0, trigger("a")));
    assertEquals(0, device.setIrqs(IrqSet.disable(MSI)));
    assertEquals(0, set(MSIX, 0, trigger("a")));
    assertEquals(List.of(), io.log);
  }

  @Test
  void tooFewAreGivenBackAndCounted() {
    available = 2;
    assertEquals(2, set(MSIX, 0, trigger("a"), trigger("b"), trigger("c")));
    assertEquals(List.of("allocate 2 3", "free"), log);
    assertEquals(List.of("vfio.irqs.6"), broken.rules);
    handler.signal(0);
    assertEquals(List.of("allocate 2 3", "free"), log);
    assertEquals(-Errno.EINVAL, device.setIrqs(IrqSet.disable(MSIX)));
  }

  @Test
  void theHostsErrnoIsTheAnswer() {
    available = -Errno.EIO;
    assertEquals(-Errno.EIO, set(MSIX, 0, trigger("a")));
    assertEquals(List.of("allocate 2 1"), log);
    available = 0;
    assertEquals(-Errno.ENOSPC, set(MSIX, 0, trigger("a")));
  }

  @Test
  void aMessageThatComesWhileVectorsAreEnabledIsNoError() {
    IrqVectors eager =
        new IrqVectors() {
          @Override
          public int allocate(int index, int asked, Msi newHandler) {
            newHandler.signal(0);
            return asked;
          }

          @Override
          public void free() {}
        };
    VfioPciCore early =
        new VfioPciCore(
            VfioHost.littleEndian(LinuxVersion.newest().vfio(), io).withIrqs(eager),
            FakeIo.facts(),
            broken);
    assertEquals(0, early.setIrqs(IrqSet.eventfd(MSIX, 0, trigger("a"))));
    assertEquals(List.of(), log);
  }
}
