/** The zpci command. */
module io.zpci.cli {
  requires info.picocli;
  requires io.zpci.machine;

  // picocli reads annotations and sets annotated fields
  opens io.zpci.cli to
      info.picocli;
}
