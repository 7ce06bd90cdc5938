require ["fileinto", "mailbox"]; if header "x-first" "yes" { fileinto :create "Second"; }
