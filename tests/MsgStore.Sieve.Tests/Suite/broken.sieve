kep;
if tru { keep; }
