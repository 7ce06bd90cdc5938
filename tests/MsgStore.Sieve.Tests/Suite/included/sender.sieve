require ["include", "variables"];
global "goal";
redirect "${goal}";
return;
discard;
