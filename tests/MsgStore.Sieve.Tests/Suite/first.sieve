require "editheader"; addheader "X-First" "yes"; keep;
