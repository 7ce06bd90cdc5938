require ["include", "variables"];
global "goal";
set "goal" "dora@example.org";
include :personal "sender";
