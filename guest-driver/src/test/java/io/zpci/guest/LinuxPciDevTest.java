package io.zpci.guest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.zpci.arch.Register;
import io.zpci.function.FunctionFacts;
import io.zpci.linux.DmaDirection;
import io.zpci.linux.Errno;
import io.zpci.linux.LinuxDma;
import io.zpci.linux.LinuxKernel;
import io.zpci.linux.LinuxMsi;
import io.zpci.linux.LinuxPci;
import io.zpci.linux.Pages;
import io.zpci.linux.Zdev;
import io.zpci.storage.GuestStorage;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mockito.ArgumentCaptor;
import org.mockito.InOrder;

/** What each call of the port becomes in a kernel's layers. */
class LinuxPciDevTest {
  private static final int HANDLE = 0x8000_0012;

  private final FunctionFacts facts = new FakeIsm().facts();
  private final GuestStorage storage = new GuestStorage(0, MemorySegment.ofArray(new long[16]));
  private final LinuxKernel kernel = mock(LinuxKernel.class);
  private final LinuxPci pci = mock(LinuxPci.class);
  private final LinuxDma dma = mock(LinuxDma.class);
  private final LinuxMsi msi = mock(LinuxMsi.class);
  private final Pages pages = mock(Pages.class);
  private final LinuxPciDev dev = new LinuxPciDev(kernel, pci, dma, msi, 0x17, 0x2a);
  private int command;

  @BeforeEach
  void kernelIsThere() {
    when(kernel.storage()).thenReturn(storage);
    when(kernel.pages()).thenReturn(pages);
    when(pci.zdev()).thenReturn(new Zdev(HANDLE, facts, 4096, new long[6]));
    when(pci.configRead(eq(4), eq(2), any()))
        .thenAnswer(call -> {
          call.getArgument(2, Register.class).set(command);
          return 0;
        });
    when(pci.configWrite(eq(4), eq(2), anyInt()))
        .thenAnswer(call -> {
          command = call.getArgument(2);
          return 0;
        });
  }

  @Test
  void enableSetsMemoryThenBusMasterAndDisableClearsOnlyBusMaster() {
    command = 0x400;
    assertEquals(0, dev.enable());
    dev.disable();
    InOrder order = inOrder(pci);
    order.verify(pci).configWrite(4, 2, 0x402);
    order.verify(pci).configWrite(4, 2, 0x406);
    order.verify(pci).configWrite(4, 2, 0x402);
  }

  @Test
  void whatIsSetAlreadyIsNotStored() {
    command = 6;
    assertEquals(0, dev.enable());
    verify(pci, never()).configWrite(anyInt(), anyInt(), anyInt());
  }

  @Test
  void aFunctionWhoseConfigurationSpaceCannotBeReadIsNotEnabled() {
    when(pci.configRead(eq(4), eq(2), any())).thenReturn(-Errno.ENODEV);
    assertEquals(-Errno.ENODEV, dev.enable());
    verify(pci, never()).configWrite(anyInt(), anyInt(), anyInt());
  }

  @Test
  void loadsAndBlocksGoByHandle() {
    Register loaded = new Register();
    when(pci.load(0x8000_0012_0002_0008L, 16, loaded)).thenReturn(-Errno.EIO);
    when(pci.storeBlock(0x8000_0012_0000_1000L, 0x1234_0000_0000L, storage, 64)).thenReturn(7);
    assertEquals(-Errno.EIO, dev.load(2, 16, 8, loaded));
    assertEquals(7, dev.storeBlock(0, 0x1234_0000_0000L, 4096, 64));
  }

  @Test
  void memoryIsPagesMappedBothWays() {
    when(pages.take(4096)).thenReturn(0x10_0000L);
    when(dma.map(0x10_0000, 100, DmaDirection.BIDIRECTIONAL)).thenReturn(0x1_0000_0000L);
    when(dma.unmap(0x1_0000_0000L, 100)).thenReturn(-Errno.EINVAL);
    assertEquals(0x10_0000, dev.allocate(100));
    assertEquals(0x1_0000_0000L, dev.map(0x10_0000, 100));
    assertEquals(-Errno.EINVAL, dev.unmap(0x1_0000_0000L, 100));
    dev.free(0x10_0000, 100);
    verify(pages).free(0x10_0000, 4096);
  }

  @Test
  void oneVectorRunsTheHandler() {
    int[] ran = new int[1];
    when(msi.enable(eq(1), any())).thenReturn(1);
    assertEquals(0, dev.requestIrq(() -> ran[0]++));
    ArgumentCaptor<LinuxMsi.Handler> handler = ArgumentCaptor.forClass(LinuxMsi.Handler.class);
    verify(msi).enable(eq(1), handler.capture());
    handler.getValue().interrupt(0);
    assertEquals(1, ran[0]);
    dev.freeIrq();
    verify(msi).disable();
  }

  @Test
  void noVectorIsAnError() {
    when(msi.enable(eq(1), any())).thenReturn(-Errno.ENOSPC);
    assertEquals(-Errno.ENOSPC, dev.requestIrq(() -> {}));
  }

  @Test
  void identity() {
    assertSame(facts, dev.facts());
    assertSame(storage, dev.memory());
    assertSame(storage, dev.shared());
    assertEquals(0x17, dev.fid());
    assertEquals(0x2a, dev.uid());
  }

  @Test
  void theSegmentBoundaryIsTheDmaLayers() {
    dev.segmentBoundary(0xf_ffff);
    verify(dma).segmentBoundary(0xf_ffff);
  }
}
