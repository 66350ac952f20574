package io.zpci.linux;

import io.zpci.linux.contract.AnsweringInstructions;
import io.zpci.linux.contract.LinuxIoContract;
import io.zpci.trace.Tap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every version of the kernel's layer is one, by handle and by MIO. */
@ParameterizedClass
@MethodSource("kernels")
class LinuxPciContractTest extends LinuxIoContract {
  private final LinuxVersion version;
  private final boolean mio;

  LinuxPciContractTest(LinuxVersion version, boolean mio) {
    this.version = version;
    this.mio = mio;
  }

  static Stream<Arguments> kernels() {
    return LinuxVersion.all().stream()
        .flatMap(version ->
            Stream.of(true, false)
                .map(mio -> Arguments.of(Named.of(version.name(), version), mio)));
  }

  @Override
  protected LinuxIo create(AnsweringInstructions below) {
    return LinuxPci.of(version, below, Fixture.zdev(mio), mio, false, Tap.NONE);
  }
}
