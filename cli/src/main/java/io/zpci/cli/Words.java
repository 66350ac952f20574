package io.zpci.cli;

import java.util.List;

/** A converter that takes a few words only, and can list them: help and completion do. */
interface Words {
  /** All of them, in the order in which they are shown. */
  List<String> words();
}
