package io.zpci.testkit;

import static io.zpci.testkit.Access.block;
import static io.zpci.testkit.Access.store;
import static io.zpci.testkit.TraceAssert.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.linux.LinuxIo;
import io.zpci.machine.DeviceModel;
import io.zpci.machine.Passthrough;
import io.zpci.trace.Hand;
import io.zpci.verdict.TraceRecorder;
import io.zpci.verdict.Verdict;
import io.zpci.workload.Bytes;

/** A function that is not ISM, and what a guest's kernel makes of a call. */
@PassthroughTest(device = DeviceModel.MEMORY, mio = false)
class AssertOnMemoryTest {
  private static final int SIZE = 40;

  /** {@code memcpy_toio} of 40 bytes to the second BAR. */
  private static void copy(Passthrough guest) {
    LinuxIo io = guest.io();
    long from = guest.dev().allocate(SIZE);
    Bytes.counting(0, SIZE).copyTo(guest.storage().segment(), guest.storage().offset(from));
    assertEquals(0, io.memcpyToIo(io.iomap(0), guest.storage(), from, SIZE));
  }

  @PassthroughTest
  void whatTheKernelMakesOfACallIsIssued(Passthrough guest, TraceRecorder trace) {
    copy(guest);
    assertThat(trace).issued().exactly(Access.pcistb(0, 0, SIZE).of(Bytes.counting(0, SIZE)));
    assertThat(trace).delivered().noRuleBroken().wholeBlocksOnly().arrived().exactly(block());
    assertThat(trace).at(Hand.DEVICE).exactly(block().length(SIZE));
  }

  /** Five stores break no rule of a plain device. */
  @PassthroughTest(route = "bar-rw")
  void aBlockThatIsCut(Passthrough guest, TraceRecorder trace) {
    copy(guest);
    assertThat(trace).operation().verdict(Verdict.CUT).brokenBy(Hand.QEMU).noRuleBroken();
    assertThat(trace).arrived().onlyThose(store().length(8)).count(5);
    assertThat(trace).at(Hand.DEVICE).exactly(store(), store(), store(), store(), store());
    assertEquals(
        """
        arrived: 1 block of 40 expected, got 5 stores of 8
        operation 1 of 1, pcistb 0+0x0 40: cut by qemu: 5 stores of 8 arrived
          guest             pcistb 0+0x0 40  cc 0     000102030405060708090a0b0c0d0e0f..
            qemu            pcistb 0+0x0 40  cc 0     000102030405060708090a0b0c0d0e0f..
              vfio          pwrite 0+0x0 8   8 bytes  0001020304050607
                host-linux  iowrite 0+0x0 8  done     0001020304050607
                  firmware  pcistg 0+0x0 8   cc 0     0001020304050607
                    device  store 0+0x0 8    cc 0     0001020304050607
              and 4 more    up to 0+0x20
        """,
        Failing.message(() -> assertThat(trace).wholeBlocksOnly()));
  }
}
