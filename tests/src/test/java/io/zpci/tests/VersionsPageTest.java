package io.zpci.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.guest.IsmDriverVersion;
import io.zpci.linux.LinuxVersion;
import io.zpci.vmm.QemuVersion;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The tables in docs/versions.md name every switch of the version records, in their order. */
class VersionsPageTest {
  private static final Path PAGE = Pages.page("docs/versions.md");

  static List<Arguments> tables() {
    return List.of(
        Arguments.of("switch", LinuxVersion.class),
        Arguments.of("DMA switch", LinuxVersion.Dma.class),
        Arguments.of("vfio switch", LinuxVersion.Vfio.class),
        Arguments.of("QEMU switch", QemuVersion.class),
        Arguments.of("driver switch", IsmDriverVersion.class));
  }

  @ParameterizedTest
  @MethodSource("tables")
  void tableNamesEverySwitch(String heading, Class<? extends Record> version) {
    List<String> switches =
        Arrays.stream(version.getRecordComponents()).map(RecordComponent::getName).toList();
    List<String> named =
        Pages.table(PAGE, heading).stream()
            .map(cells -> cells.getFirst().replace("`", ""))
            .toList();
    assertEquals(switches, named);
  }
}
